/**
 * @typedef {object} Shot
 * @property {string} name of the picture
 * @property {string} file what is opened
 * @property {string} at a text in it; the cursor goes to its beginning
 * @property {string} [top] a text in the line that stands at the top, if not the first
 * @property {'nothing' | 'hover' | 'fixes' | 'map'} show what is opened at the cursor, or beside the editor
 * @property {number} width of the picture, in pixels of CSS
 * @property {number} height
 */

/**
 * The pictures of the README.
 * @type {readonly Shot[]}
 */
export const SHOTS = [
  {
    name: 'hover',
    file: 'examples/seed-thread.memslots',
    top: '# A megabyte off',
    at: 'Slot#0(window)',
    show: 'hover',
    width: 900,
    height: 560,
  },
  {
    name: 'fixes',
    file: 'examples/seed-thread.memslots',
    top: '# A megabyte off',
    at: '1M, size=2M',
    show: 'fixes',
    width: 900,
    height: 230,
  },
  {
    name: 'script',
    file: 'examples/vm.sh',
    at: 'q35,memory-backend',
    show: 'hover',
    width: 900,
    height: 620,
  },
  {
    name: 'domain',
    file: 'examples/guest.xml',
    top: '<domain',
    at: "memory unit='GB'",
    show: 'hover',
    width: 900,
    height: 620,
  },
  {
    name: 'map',
    file: 'examples/vm.sh',
    at: 'memory-backend-ram',
    show: 'map',
    width: 1400,
    height: 560,
  },
];
