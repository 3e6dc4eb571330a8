import { lazy } from '../lazy_component.js';

const media = () => import('./media.js');

export const MediaList = lazy('MediaList', media);
export const Quoted = lazy('Quoted', media);
export const ContentWarning = lazy('ContentWarning', media);
export const Moderation = lazy('Moderation', () => import('./moderation.js'));
