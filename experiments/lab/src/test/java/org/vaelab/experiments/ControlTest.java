// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.run.Control;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.framework.training.StepReport;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** A listener ends runs, and its exceptions reach the caller. */
final class ControlTest {

    private static final Lab LAB = Lab.with();

    @TempDir Path folder;

    private Experiment small() {
        return Experiment.named("small", LAB)
                .in(folder.resolve("out"))
                .data(SpritesSource.ofSize(16, 200, 60))
                .seeds(1, 2)
                .set("network", Map.of("hidden", List.of(10)))
                .training(t -> t.steps(30).batch(20).set("historyEvery", 10))
                .evaluation(e -> e.importanceSamples(3).importanceExamples(10))
                .model("a", m -> m.posterior(new DiagonalNormalFamily(2)))
                .model("b", m -> m.posterior(new DiagonalNormalFamily(3)));
    }

    @Tag("full")
    @Test
    void eitherOfTwoListenersControls() throws IOException {
        At second = new At(8, Control.finish("enough"));
        Listener both = Listener.lines(line -> {}).and(second);
        small().seeds(1).plan().run(Executor.local(1), both);
        assertThat(second.asked).contains(8L).allMatch(step -> step % 4 == 0);
    }

    /** Asks for something at a step of a model, and is asked at every fourth. */
    private static final class At implements Listener {
        private final long step;
        private final Control control;
        private final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        private final List<Long> reported = Collections.synchronizedList(new ArrayList<>());

        At(long step, Control control) {
            this.step = step;
            this.control = control;
        }

        @Override
        public long controlEvery() {
            return 4;
        }

        @Override
        public Control control(PlannedRun run, StepReport report) {
            asked.add(report.step());
            return run.model().equals("a") && report.step() >= step ? control : Control.GO_ON;
        }

        @Override
        public void heard(RunEvent event) {
            if (event instanceof RunEvent.Reported e) {
                reported.add(e.report().step());
            }
        }
    }

    @Tag("full")
    @Test
    void aRunThatIsFinishedIsEvaluatedAndRecordedWithTheReason() throws IOException {
        At listener = new At(12, Control.finish("the bound is good enough"));
        Results results = small().plan().run(Executor.local(2), listener);
        assertThat(results.orThrow().ending()).isEqualTo(Ending.COMPLETE);
        for (long seed = 1; seed <= 2; seed++) {
            RunRecord finished = results.record("a", seed);
            assertThat(finished.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(finished.metrics()).containsKey("elbo");
            assertThat(finished.provenance().facts().training().steps()).isEqualTo(12);
            assertThat(finished.provenance().facts().training().finished())
                    .isEqualTo("the bound is good enough");
            assertThat(results.run("a", seed).readHistory())
                    .as("what is asked is not in the history")
                    .extracting("step")
                    .containsExactly(10L);
        }
        assertThat(results.record("b", 1).provenance().facts().training().finished()).isNull();
        assertThat(listener.asked).containsOnly(4L, 8L, 12L, 16L, 20L, 24L, 28L);
        assertThat(listener.reported).containsOnly(10L, 20L, 30L);
        Results kept = small().plan().run(Executor.local(1), Listener.SILENT);
        assertThat(kept.records()).isEqualTo(results.records());
    }

    @Tag("full")
    @Test
    void aListenerDoesNotChangeARun() throws IOException {
        Results heard = small().plan().run(Executor.local(1), new At(1, Control.GO_ON));
        Results alone =
                small().in(folder.resolve("alone")).plan().run(Executor.local(1), Listener.SILENT);
        assertThat(heard.plan().runs()).isEqualTo(alone.plan().runs());
        for (RunRecord record : heard.records()) {
            assertThat(record.withoutVolatile())
                    .isEqualTo(alone.record(record.model(), record.seed()).withoutVolatile());
        }
    }

    @Tag("full")
    @Test
    void aPlanThatIsInterruptedGoesOn() throws IOException {
        Results stopped = small().plan().run(Executor.local(1), new At(8, Control.INTERRUPT));
        assertThat(stopped.ending()).isEqualTo(Ending.INTERRUPTED);
        assertThat(stopped.records()).isEmpty();
        assertThat(stopped.run("a", 1).checkpoint()).exists();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThatThrownBy(stopped::orThrow)
                .isInstanceOf(VaeLabException.class)
                .hasMessageContaining("interrupted");
        Results whole = small().plan().run(Executor.local(1), Listener.SILENT);
        assertThat(whole.records()).hasSize(4).allMatch(r -> r.status() == RunStatus.COMPLETED);
    }

    @Tag("full")
    @Test
    void anExceptionOfAListenerReachesTheCaller() throws IOException {
        IllegalStateException own = new IllegalStateException("of the listener");
        Listener failing =
                event -> {
                    if (event instanceof RunEvent.Stepped e
                            && e.run().model().equals("a")
                            && e.step() == 5) {
                        throw own;
                    }
                };
        Plan plan = small().plan();
        assertThatThrownBy(() -> plan.run(Executor.local(2), failing)).isSameAs(own);
        Results results = Results.in(folder.resolve("out"));
        assertThat(results.records())
                .as("no run failed")
                .allMatch(r -> r.status() == RunStatus.COMPLETED);
        assertThat(small().plan().run(Executor.local(1), Listener.SILENT).orThrow().records())
                .hasSize(4);
    }

    @Test
    void failuresAreThrownIfAskedFor() throws IOException {
        Results results =
                small().with("training.optimizer.learningRate", 1e30)
                        .plan()
                        .run(Executor.local(1), Listener.SILENT);
        assertThat(results.ending()).isEqualTo(Ending.FAILED);
        assertThatThrownBy(results::orThrow)
                .isInstanceOf(VaeLabException.class)
                .hasMessageContaining("4 runs, failed")
                .hasMessageContaining("a, seed 1: ");
    }

    @Test
    void errorsHaveOneBase() {
        assertThat(VaeLabException.class)
                .isAssignableFrom(SpecException.class)
                .isAssignableFrom(DataException.class)
                .isAssignableFrom(PluginException.class);
        Experiment wrong = small().with("training.stepz", 3);
        assertThatThrownBy(wrong::plan).isInstanceOf(VaeLabException.class);
        assertThatCode(small()::plan).doesNotThrowAnyException();
    }
}
