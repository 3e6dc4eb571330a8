/**
 * What the desk says of a field by whose name nobody knows it, as a whole sentence.
 * @type {import('../../desk/session/faults.js').Faults}
 */
export const faults = {
  '{} is on another network': '{0} is on another network.',
  '{} is retired: nothing is sent from it any more': '{0} is retired: nothing is sent from it any more.',
  '{} does not offer that': '{0} does not offer that.',
  'cannot be done on this network': 'That cannot be done on this network.',
  'cannot be done to this post': 'That cannot be done to this post.',
  'holds a character that cannot be seen': 'A tag holds a character that cannot be seen.',
  'is longer than a direct message may be ({} bytes)': 'It is longer than a private message may be ({0} bytes).',
  'is longer than a direct message may be ({} characters)':
    'It is longer than a private message may be ({0} characters).',
  'is longer than {} characters': 'It is longer than {0} characters.',
  'is empty; there must be at least one entry: {}': 'There must be at least one entry: {0}.',
  'is empty; there must be at least one entry: {}, such as {}': 'There must be at least one entry: {0}, such as {1}.',
  'is missing': 'This is missing.',
  'is missing; it must be {}': 'This is missing; it must be {0}.',
  'is missing; it must be {}, such as {}': 'This is missing; it must be {0}, such as {1}.',
  'is no post of this ticket': 'The post that you answer does not belong to this ticket.',
  'is nobody at this desk': 'Nobody of that name works at this desk.',
  'is not the address of a post that was written after this reply':
    'That is not the address of a post that was written after this reply.',
  'only a manager can take a claim over': 'Only a manager can take an answer over.',
  'paste the address of the post that you found on the network':
    'Paste the address of the post that you found on the network.',
  'say why nothing needs to be answered: the customer is waiting':
    'Say why nothing needs to be answered: the customer is waiting.',
  'says nothing': 'There is nothing in it yet.',
  'more people would see the answer than the post: say that this is meant':
    'More people would see the answer than the post: say that this is meant.',
  'the customer wrote in private: say that everybody may read the answer':
    'The customer wrote in private: say that everybody may read the answer.',
  'the desk does not know your address; an admin can add you to its people':
    'The desk does not know your mail address. An admin can add you to its people.',
  'the desk does not know your phone number': 'The desk does not know your phone number.',
  'there are more than {}': 'There are more than {0} of them.',
  'type {} to answer from another account': 'Type {0} to answer from that account.',
  'was deleted by its author': 'The post that you answer was deleted by its author.',
  'belongs to an answer already': 'That post belongs to another answer already.',
  'belongs to another conversation': 'That post belongs to another conversation.',
  'stands on another channel than this reply': 'That post stands on another channel than this reply.',
  'was deleted': 'That post was deleted.',
  'was not written by the account': 'That post was not written by the account.',
};
