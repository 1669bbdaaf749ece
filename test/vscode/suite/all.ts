import './activation.test';
import './typing.test';
import './hover.test';
import './navigation.test';
import './guests.test';
import './settings.test';
import './rule-pages.test';
import './large.test';
