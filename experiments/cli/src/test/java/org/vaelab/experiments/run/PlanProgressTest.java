// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;

/** What is told of runs, and of the time that the rest of them takes. */
final class PlanProgressTest {

    @TempDir Path temporary;

    private PlanOnDisk plan() throws IOException {
        return PlanOnDisk.write(temporary.resolve("small"), 1, 2);
    }

    private static TimeLeft timeLeft(PlanOnDisk plan) throws IOException {
        return new PlanWatch(plan.folder()).look().timeLeft();
    }

    @Test
    void aRunGoesOnAfterItsCheckpoint() throws IOException {
        PlanOnDisk plan = plan();
        plan.begin(0, 420, 8, 400);
        RunProgress begun = new PlanWatch(plan.folder()).look().runs().get(0);
        assertThat(begun.state()).isEqualTo(RunState.BEGUN);
        assertThat(begun.step()).isEqualTo(400);
        assertThat(begun.steps()).isEqualTo(1000);
        assertThat(begun.claimed()).isFalse();
    }

    @Test
    void ofWhatNothingIsKnownNoTimeIsTold() throws IOException {
        assertThat(timeLeft(plan()).counted()).isZero();
    }

    @Test
    void theTimeLeftIsThatOfCompleteRunsOfTheSameModel() throws IOException {
        PlanOnDisk plan = plan();
        plan.complete(0, 100, 10);
        plan.begin(1, 260, 99, 250);
        plan.complete(2, 40, 4);
        plan.complete(3, 40, 4);
        TimeLeft left = timeLeft(plan);
        assertThat(left.seconds()).isCloseTo(0.75 * 100 + 10, within(1e-9));
        assertThat(left.counted()).isEqualTo(1);
        assertThat(left.unknown()).isEmpty();
        assertThat(left.withoutEvaluation()).isEmpty();
    }

    @Test
    void aModelOfWhichNothingIsKnownCountsLikeTheOthers() throws IOException {
        PlanOnDisk plan = plan();
        plan.complete(0, 100, 10);
        plan.complete(1, 100, 10);
        TimeLeft left = timeLeft(plan);
        assertThat(left.seconds()).isCloseTo(2 * 110, within(1e-9));
        assertThat(left.counted()).isEqualTo(2);
        assertThat(left.unknown()).containsExactly("iwae");
    }

    @Test
    void whereNoneIsCompleteABegunRunTellsOfTrainingAlone() throws IOException {
        PlanOnDisk plan = plan();
        plan.begin(0, 500, 20, 500);
        TimeLeft left = timeLeft(plan);
        assertThat(left.seconds()).isCloseTo(0.5 * 40 + 3 * 40, within(1e-9));
        assertThat(left.counted()).isEqualTo(4);
        assertThat(left.unknown()).containsExactly("iwae");
        assertThat(left.withoutEvaluation()).containsExactly("vae", "iwae");
    }

    @Test
    void runsAtWorkAtTheSameTimeShareTheTime() throws IOException {
        PlanOnDisk plan = plan();
        plan.begin(0, 500, 20, 500);
        try (ComparisonLock lock = ComparisonLock.open(plan.folder());
                Closeable one = WorkingRun.at(lock, plan.run(0));
                Closeable two = WorkingRun.at(lock, plan.run(1))) {
            TimeLeft left = timeLeft(plan);
            assertThat(left.atOnce()).isEqualTo(2);
            assertThat(left.seconds()).isCloseTo((0.5 * 40 + 3 * 40) / 2, within(1e-9));
        }
    }

    private static LiveProgress begun(List<RunProgress> ahead) {
        LiveProgress live = new LiveProgress();
        live.heard(new RunEvent.Begun("test", List.of(), ahead));
        return live;
    }

    @Test
    void theProcessAtWorkSaysWhatAnotherOneReadsFromTheFolder() throws IOException {
        PlanOnDisk plan = plan();
        plan.complete(0, 100, 10);
        plan.begin(1, 500, 50, 400);
        PlanProgress before = new PlanWatch(plan.folder()).look();
        LiveProgress live = begun(before.runs());
        assertThat(live.stepsDone()).isEqualTo(1000 + 400);
        assertThat(live.steps()).isEqualTo(4000);
        live.heard(new RunEvent.Started(plan.run(1), 400));
        assertThat(live.timeLeft()).isEqualTo(before.timeLeft());
        live.heard(new RunEvent.Stepped(plan.run(1), 500, 1000));
        assertThat(live.stepsDone()).isEqualTo(1500);
        assertThat(live.step(plan.run(1))).isEqualTo(500);

        plan.complete(1, 100, 10);
        PlanProgress after = new PlanWatch(plan.folder()).look();
        RunRecord record = Objects.requireNonNull(after.runs().get(1).record());
        live.heard(new RunEvent.Finished(plan.run(1), record));
        assertThat(live.stepsDone()).isEqualTo(2000);
        assertThat(live.timeLeft()).isEqualTo(after.timeLeft());
    }

    @Test
    void aFailedRunIsBegunAgain() throws IOException {
        PlanOnDisk plan = plan();
        plan.begin(0, 420, 8, 400);
        plan.fail(0, 420, "the loss is NaN");
        LiveProgress live = begun(new PlanWatch(plan.folder()).look().runs());
        assertThat(live.stepsDone()).isEqualTo(400);
        assertThat(live.timeLeft().counted()).isEqualTo(4);
    }

    @Test
    void aFailedRunTakesNoTime() throws IOException {
        PlanOnDisk plan = plan();
        plan.complete(0, 100, 10);
        plan.fail(1, 3, "the loss is NaN");
        plan.complete(2, 100, 10);
        plan.complete(3, 100, 10);
        assertThat(timeLeft(plan).counted()).isZero();
    }

    @Test
    void aFolderWithoutAPlanIsRefused() {
        assertThatThrownBy(() -> new PlanWatch(new ComparisonFolder(temporary)).look())
                .isInstanceOf(NoSuchFileException.class);
    }

    /** Holds all runs of a folder, looks at its progress, and waits. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            ComparisonFolder folder = new ComparisonFolder(Path.of(arguments[0]));
            try (ComparisonLock lock = ComparisonLock.open(folder)) {
                lock.claim(folder.readPlan().runs());
                for (PlannedRun run : folder.readPlan().runs()) {
                    RunProgress.beforeWork(run, folder.run(run), null);
                }
                ChildProcess.stayUntilKilled();
            }
        }
    }

    @Test
    @Tag("full")
    void whoHoldsRunsKeepsThemWhileItLooks() throws IOException {
        PlanOnDisk plan = plan();
        try (ChildProcess holder = ChildProcess.start(Holder.class, plan.folder().path())) {
            assertThat(new PlanWatch(plan.folder()).look().abandoned()).isEmpty();
        }
    }
}
