import { lazy } from '../lazy_component.js';

const media = () => import('./media.js');

export const MediaList = lazy('./ticket/media.js', 'MediaList', media);
export const Quoted = lazy('./ticket/media.js', 'Quoted', media);
export const Moderation = lazy('./ticket/moderation.js', 'Moderation', () => import('./moderation.js'));
export const ContentWarning = lazy('./ticket/media.js', 'ContentWarning', media);
