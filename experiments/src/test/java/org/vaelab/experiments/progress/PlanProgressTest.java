// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;

/** What is told of runs, and of the time that the rest of them takes. */
final class PlanProgressTest {

    @TempDir Path temporary;

    private PlanOnDisk plan(boolean seedsTogether) throws IOException {
        return PlanOnDisk.write(temporary.resolve("small"), seedsTogether, 1, 2);
    }

    private static TimeLeft timeLeft(PlanOnDisk plan) throws IOException {
        return PlanProgress.read(plan.folder()).timeLeft();
    }

    @Test
    void aRunGoesOnAfterItsCheckpoint() throws IOException {
        PlanOnDisk plan = plan(false);
        plan.begin(0, 420, 8, 400);
        RunProgress begun = PlanProgress.read(plan.folder()).runs().get(0);
        assertThat(begun.state()).isEqualTo(RunState.BEGUN);
        assertThat(begun.step()).isEqualTo(400);
        assertThat(begun.steps()).isEqualTo(1000);
        assertThat(begun.claimed()).isFalse();
    }

    @Test
    void ofWhatNothingIsKnownNoTimeIsTold() throws IOException {
        assertThat(timeLeft(plan(false)).counted()).isZero();
        assertThat(timeLeft(plan(false)).uncounted()).isEqualTo(4);
    }

    @Test
    void theTimeLeftIsThatOfCompleteRunsOfTheSameModel() throws IOException {
        PlanOnDisk plan = plan(false);
        plan.complete(0, 100, 10);
        plan.begin(1, 260, 99, 250);
        TimeLeft left = timeLeft(plan);
        assertThat(left.seconds()).isCloseTo(0.75 * 100 + 10, within(1e-9));
        assertThat(left.counted()).isEqualTo(1);
        assertThat(left.uncounted()).isEqualTo(2);
        assertThat(left.withoutEvaluation()).isEmpty();
    }

    @Test
    void whereNoneIsCompleteABegunRunTellsOfTrainingAlone() throws IOException {
        PlanOnDisk plan = plan(false);
        plan.begin(0, 500, 20, 500);
        TimeLeft left = timeLeft(plan);
        assertThat(left.seconds()).isCloseTo(0.5 * 40 + 40, within(1e-9));
        assertThat(left.counted()).isEqualTo(2);
        assertThat(left.withoutEvaluation()).containsExactly("vae");
    }

    @Test
    void seedsThatComputeTogetherTakeTheTimeOfOne() throws IOException {
        PlanOnDisk plan = plan(true);
        plan.begin(0, 500, 20, 500);
        plan.begin(1, 500, 20, 500);
        assertThat(timeLeft(plan).seconds()).isCloseTo(20, within(1e-9));
    }

    @Test
    void aFailedRunTakesNoTime() throws IOException {
        PlanOnDisk plan = plan(false);
        plan.complete(0, 100, 10);
        plan.fail(1, 3, "the loss is NaN");
        assertThat(timeLeft(plan).counted()).isZero();
    }

    @Test
    void aFolderWithoutAPlanIsRefused() {
        assertThatThrownBy(() -> PlanProgress.read(new ComparisonFolder(temporary)))
                .isInstanceOf(NoSuchFileException.class);
    }
}
