// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.experiments.run.WorkingRun;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.JsonLines;
import org.vaelab.framework.record.RecordMapper;

/** {@code vaelab status --watch}. */
final class LiveViewTest {

    private static final TerminalSize SCREEN = new TerminalSize(24, 80);

    @TempDir Path temporary;

    private static HistoryEntry entry(long step, double bound, double seconds) {
        return new HistoryEntry(
                step, 1, Map.of(HistoryEntry.BOUND, bound), 1, 1, 1, Map.of(), seconds, null);
    }

    private static void train(PlanOnDisk plan, int run, int steps) throws IOException {
        try (JsonLines.Writer<HistoryEntry> history =
                plan.folder().run(plan.run(run)).openHistory(-1)) {
            for (int step = 1; step <= steps; step++) {
                history.append(entry(step, -100 - 400.0 / step, 0.5 * step));
            }
        }
    }

    private static String text(PlanWatch watch, TerminalSize size, boolean blocks)
            throws IOException {
        return String.join("\n", new LiveView(blocks).lines(watch.look(), size));
    }

    @Test
    void showsRunsAtWorkThenFailuresThenCounts() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1, 2);
        PlanWatch watch = new PlanWatch(plan.folder());
        assertThat(watch.look().isOver()).isFalse();
        train(plan, 0, 400);
        plan.complete(1, 300, 5);
        plan.fail(3, 1237, "the loss is NaN");
        try (ComparisonLock lock = ComparisonLock.open(plan.folder())) {
            lock.claim(List.of(plan.run(0), plan.run(1), plan.run(2), plan.run(3)));
            Closeable working = WorkingRun.at(lock, plan.run(0));
            assertThat(text(watch, SCREEN, true))
                    .isEqualTo(
                            """
                            small  60 % [========================                ]
                            small: 1 done, 1 failed, 1 running, 1 left of 4 runs
                            time left: about 8:10, one run after another

                            vae seed 1      400 of   1,000  bound  -101.05    2.0/s  CURVE

                            failed: iwae seed 2 at step 1,237: the loss is NaN

                            model  done  failed  running  begun  left
                            vae    1     0       1        0      0
                            iwae   0     1       0        0      1"""
                                    .replace("CURVE", curve(watch)));
            assertThat(text(watch, SCREEN, false)).doesNotContain("█").contains("2.0/s  ");
            // A narrow and low terminal shows the runs at work.
            for (String line : text(watch, new TerminalSize(8, 40), true).split("\n", -1)) {
                assertThat(line.length()).isLessThan(40);
            }
            assertThat(text(watch, new TerminalSize(8, 40), true))
                    .contains("vae seed 1      400 of   1,000  bound")
                    .doesNotContain("model");
            working.close();
        }
    }

    private static String curve(PlanWatch watch) throws IOException {
        double[] bounds = watch.look().atWork().values().iterator().next().bounds(22);
        return Sparkline.of(bounds, true);
    }

    @Test
    void aCurveRisesToItsGreatestValue() {
        double[] values = {-900, 1, 2, 3, 4, 5, 6, 7, Double.NaN, 8};
        assertThat(Sparkline.of(values, true)).isEqualTo("▁▁▁▂▃▅▆▇ █");
        assertThat(Sparkline.of(new double[] {1, 1, 1}, true)).isEqualTo("▅▅▅");
        assertThat(Sparkline.of(values, false)).hasSize(10).doesNotContain("█");
        assertThat(Sparkline.of(new double[0], true)).isEmpty();
    }

    @Test
    void aHistoryIsReadOnFromWhereItWas() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1);
        Path file = plan.folder().run(plan.run(0)).history();
        train(plan, 0, 10);
        PlanWatch watch = new PlanWatch(plan.folder());
        try (ComparisonLock lock = ComparisonLock.open(plan.folder())) {
            lock.claim(List.of(plan.run(0)));
            Closeable working = WorkingRun.at(lock, plan.run(0));
            assertThat(text(watch, SCREEN, true)).contains("10 of   1,000");
            byte[] line = RecordMapper.line(entry(11, -3, 99));
            // A line that is being written is left for the next look.
            Files.write(file, java.util.Arrays.copyOf(line, 20), StandardOpenOption.APPEND);
            assertThat(text(watch, SCREEN, true)).contains("10 of   1,000");
            Files.write(
                    file,
                    java.util.Arrays.copyOfRange(line, 20, line.length),
                    StandardOpenOption.APPEND);
            assertThat(text(watch, SCREEN, true)).contains("11 of   1,000");
            // A resumed run goes back to its checkpoint.
            train(plan, 0, 4);
            assertThat(text(watch, SCREEN, true)).contains("4 of   1,000");
            working.close();
        }
    }

    @Test
    void aCompleteRecordIsParsedOnce() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1);
        plan.complete(0, 20, 5);
        PlanWatch watch = new PlanWatch(plan.folder());
        watch.look();
        Path result = plan.folder().run(plan.run(0)).result();
        FileTime modified = Files.getLastModifiedTime(result);
        byte[] spoilt = Files.readAllBytes(result);
        java.util.Arrays.fill(spoilt, (byte) ' ');
        Files.write(result, spoilt);
        Files.setLastModifiedTime(result, modified);
        assertThat(text(watch, SCREEN, true)).contains("1 done");
    }

    @Test
    void endsWhenAllRunsHaveEnded() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1);
        plan.complete(0, 20, 5);
        plan.complete(1, 20, 5);
        Terminal terminal = new Terminal();
        String folder = temporary.resolve("small").toString();
        assertThat(terminal.vaelab("status", folder, "--watch")).isEqualTo(ExitCode.DONE);
        assertThat(terminal.out()).contains("small: 2 done of 2 runs");
        plan.fail(1, 12, "the loss is NaN");
        assertThat(terminal.vaelab("status", folder, "--watch")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.vaelab("status", folder, "--every", "2")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.vaelab("status", folder, "--watch", "--every", "0"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void manyRunsAtWorkAreCounted() throws IOException {
        long[] seeds = java.util.stream.LongStream.rangeClosed(1, 100).toArray();
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), seeds);
        try (ComparisonLock lock = ComparisonLock.open(plan.folder())) {
            lock.claim(java.util.stream.IntStream.range(0, 60).mapToObj(plan::run).toList());
            for (int i = 0; i < 60; i++) {
                WorkingRun.at(lock, plan.run(i));
            }
            String text = text(new PlanWatch(plan.folder()), SCREEN, true);
            assertThat(text.lines().count()).isLessThan(24);
            assertThat(text).contains("and 42 more runs at work");
        }
    }

    @Test
    void theScreenIsRestored() {
        StringWriter written = new StringWriter();
        try (LiveScreen screen = new LiveScreen(new PrintWriter(written))) {
            screen.draw(List.of("a", "b"));
            screen.draw(List.of("c"));
        }
        assertThat(written.toString())
                .startsWith("\u001B[?1049h\u001B[?25l\u001B[Ha\u001B[K\r\nb\u001B[K\r\n\u001B[J")
                .endsWith("\u001B[?25h\u001B[?1049l" + "c" + System.lineSeparator());
        assertThat(TerminalSize.parse("40 132")).isEqualTo(new TerminalSize(40, 132));
        assertThat(TerminalSize.parse("0 0")).isEqualTo(new TerminalSize(24, 80));
        assertThat(TerminalSize.parse("")).isEqualTo(new TerminalSize(24, 80));
    }
}
