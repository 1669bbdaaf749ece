// npm run bench [-- --quick] [-- --json] [-- --only NAME,…] [-- --files N] [-- --trace-mb N] [-- --peers] [-- --peers-folder DIR]
import { BENCH_CASES, GROWTH_CASES, isRead } from './bench-cases';
import { readBenchOptions } from './bench-options';
import { makeReport } from './bench-report';
import { buildPrograms } from './build-programs';
import { reportText } from './report-text';

void bench().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});

async function bench(): Promise<void> {
  const { json, quick, files, traceMb, sections, cases, peersFolder } = readBenchOptions(process.argv.slice(2));
  const wanted = BENCH_CASES.filter(({ name, big }) => (cases.length > 0 ? cases.includes(name) : !(quick && big)));
  const unread = wanted.filter((benchCase) => !isRead(benchCase));
  const programs = await buildPrograms();
  try {
    const run = {
      programs,
      cases: wanted.filter((benchCase) => !unread.includes(benchCase)),
      growthCases: GROWTH_CASES.filter(({ big }) => !(quick && big)),
      quick,
      files,
      traceMb,
      peersFolder,
    };
    const report = await makeReport(
      run,
      sections,
      unread.map(({ name }) => name),
    );
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : reportText(report));
    if (report.failed > 0) process.exitCode = 1;
  } finally {
    programs.remove();
  }
}
