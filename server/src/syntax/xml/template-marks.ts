import { NextOccurrence } from './next-occurrence';

/** What a template engine takes out of a text before any XML parser sees it. */
export interface TemplateMark {
  /** Behind it. */
  readonly end: number;
  /** `value`: something is put in its place. `statement`: it decides what else is there. `nothing`: neither. */
  readonly kind: 'value' | 'statement' | 'nothing';
}

/** Finds the marks of Jinja, Go templates and ERB: `{{ … }}`, `{% … %}`, `{# … #}`, `<%= … %>`, `<% … %>`. */
export class TemplateMarks {
  private readonly value: NextOccurrence;
  private readonly statement: NextOccurrence;
  private readonly comment: NextOccurrence;
  private readonly erb: NextOccurrence;
  private readonly line: NextOccurrence;

  constructor(private readonly text: string) {
    this.value = new NextOccurrence(text, '}}');
    this.statement = new NextOccurrence(text, '%}');
    this.comment = new NextOccurrence(text, '#}');
    this.erb = new NextOccurrence(text, '%>');
    this.line = new NextOccurrence(text, '\n');
  }

  /**
   * The mark that begins at `at`. What nothing closes is none, and `{{` is closed on its own line. With `oneLine`, as
   * inside an attribute's value, that goes for every mark.
   */
  at(at: number, oneLine: boolean): TemplateMark | undefined {
    const first = this.text[at];
    const second = this.text[at + 1];
    if (first === '<' ? second !== '%' : first !== '{') return undefined;
    if (first === '<') return this.close(at, this.erb, oneLine, kindOfErb);
    if (second === '{') return this.close(at, this.value, true, kindOfValue);
    if (second === '%') return this.close(at, this.statement, oneLine, kindOfStatement);
    return second === '#' ? this.close(at, this.comment, oneLine, () => 'nothing') : undefined;
  }

  private close(
    at: number,
    closer: NextOccurrence,
    oneLine: boolean,
    kindOf: (beginning: string) => TemplateMark['kind'],
  ): TemplateMark | undefined {
    const end = closer.from(at + 2) + 2;
    if (end === Number.POSITIVE_INFINITY || (oneLine && this.line.from(at) < end)) return undefined;
    return { end, kind: kindOf(this.text.slice(at + 2, Math.min(end, at + 40))) };
  }
}

function kindOfErb(beginning: string): TemplateMark['kind'] {
  if (beginning.startsWith('#')) return 'nothing';
  return beginning.startsWith('=') ? 'value' : 'statement';
}

/** In Go templates and Handlebars statements have the braces of values. */
function kindOfValue(beginning: string): TemplateMark['kind'] {
  if (/^-?\s*(?:\/\*|!)/.test(beginning)) return 'nothing';
  return /^[-~]?\s*(?:[#/^>]|(?:if|else|end|range|with|block|define|template|include)\b)/.test(beginning)
    ? 'statement'
    : 'value';
}

function kindOfStatement(beginning: string): TemplateMark['kind'] {
  return /^[-+]?\s*(?:set|do|from|import|raw|endraw)\b/.test(beginning) ? 'nothing' : 'statement';
}
