// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Memory;
import org.vaelab.testkit.problem.SmallProblem;

/** An estimator's own parameters are learned beside the model, which takes no notice of them. */
class OwnParametersTest {

    private static final double TARGET = 3;

    /** The gradient is clipped in every step, and that of the estimator's own is far above it. */
    private static final TrainingSettings CLIPPED =
            StrictMapper.of(
                    TrainingSettings.class,
                    Map.of(
                            "steps",
                            20,
                            "batch",
                            SmallProblem.BATCH,
                            "optimizer",
                            StrictMapper.of(
                                    OptimizerSettings.Sgd.class,
                                    Map.of(
                                            "learningRate",
                                            Schedule.constant(0.05),
                                            "nesterov",
                                            false)),
                            "clip",
                            0.1));

    /** The evidence lower bound, and beside it (w - 3)^2 times a factor. */
    private static final class Learning implements Estimator {
        private final Elbo elbo = new Elbo(1, KlMode.AUTO);
        private final Parameter own;
        private final Optional<OptimizerSettings> optimizer;

        Learning(TensorRuntime runtime, Optional<OptimizerSettings> optimizer) {
            this.optimizer = optimizer;
            try (TensorScope scope = runtime.scope()) {
                own = Parameter.learned("own", runtime.scalar(0));
            }
        }

        @Override
        public Objective estimate(Step step) {
            return elbo.estimate(step).beside(own.value().sub(TARGET).square().mul(4));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(own);
        }

        @Override
        public Optional<OptimizerSettings> ownOptimizer() {
            return optimizer;
        }

        @Override
        public boolean accepts(GradientKind kind) {
            return elbo.accepts(kind);
        }
    }

    @Test
    void theModelIsTrainedAsWithoutThem() {
        History alone = new History();
        History beside = new History();
        try (SmallProblem problem = SmallProblem.open();
                SmallProblem other = SmallProblem.open()) {
            problem.train(CLIPPED, new Memory(), alone);
            Learning learning = new Learning(other.runtime(), Optional.empty());
            other.use(learning);
            other.train(CLIPPED, new Memory(), beside);

            assertThat(other.parameters()).isEqualTo(problem.parameters());
            assertThat(beside.reports()).isEqualTo(alone.reports());
            // 20 steps of w <- w - 0.05 * 8 (w - 3), as no limit of the norm holds for them.
            assertThat(learning.own.value().readScalar())
                    .isEqualTo(TARGET * (1 - Math.pow(0.6, 20)), within(1e-9));
        }
    }

    /**
     * The learning rate and the momentum of its own, whatever those of the model, and after a pause
     * too.
     */
    @Test
    void anOptimizerOfTheirOwnIsFollowed() {
        OptimizerSettings momentum =
                StrictMapper.of(
                        OptimizerSettings.Sgd.class,
                        Map.of("learningRate", Schedule.constant(0.01), "momentum", 0.5));
        double velocity = 0;
        double expected = 0;
        for (int step = 0; step < 20; step++) {
            velocity = 0.5 * velocity + 8 * (expected - TARGET);
            expected -= 0.01 * velocity;
        }
        Memory memory = new Memory();
        try (SmallProblem first = SmallProblem.open();
                SmallProblem second = SmallProblem.open()) {
            first.use(new Learning(first.runtime(), Optional.of(momentum)));
            first.train(CLIPPED, memory, new History(7));
            Learning resumed = new Learning(second.runtime(), Optional.of(momentum));
            second.use(resumed);
            second.train(CLIPPED, memory, new History());
            assertThat(resumed.own.value().readScalar()).isEqualTo(expected, within(1e-12));
        }
    }
}
