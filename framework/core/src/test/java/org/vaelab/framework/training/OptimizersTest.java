// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * Optimisers against plain loops over doubles, and against steps worked out by hand. The loss is
 * {@code 1/2 sum_i a_i (w_i - c_i)^2 + 3 cos(b)}; a third parameter has no part in it.
 */
final class OptimizersTest {

    private static final double[] CURVATURE = {1, 10, 0.1, 0, 3};
    private static final double[] CENTRE = {1, -2, 3, -4, 0.5};
    private static final double[] START = {0.3, 0.7, -1.1, 2.5, 0.5};
    private static final double PHASE = 0.4;
    private static final int STEPS = 50;

    private TensorRuntime runtime;
    private Parameter w;
    private Parameter b;
    private Parameter unused;
    private List<Parameter> learned;

    /** One element's update with its memory: the published recursions, one number at a time. */
    private interface Recursion {
        double next(double value, double gradient, double rate, int t);
    }

    /** Makes a recursion with an empty memory. */
    private interface Oracle {
        Recursion create();
    }

    @BeforeEach
    void createParameters() {
        runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
        try (TensorScope scope = runtime.scope()) {
            w = Parameter.learned("w", runtime.vector(START));
            b = Parameter.learned("b", runtime.scalar(PHASE));
            unused = Parameter.learned("unused", runtime.vector(5, 6));
        }
        learned = List.of(w, b, unused);
    }

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    static Stream<Arguments> optimizers() {
        Schedule falling = new Schedule.Linear(0.1, 0.01, 30);
        return Stream.of(
                Arguments.of(
                        new OptimizerSettings.Adam(falling, 0.8, 0.95, 1e-6),
                        (Oracle) () -> adam(0.8, 0.95, 1e-6, 0)),
                Arguments.of(
                        StrictMapper.of(
                                OptimizerSettings.AdamW.class,
                                Map.of("learningRate", falling, "weightDecay", 0.3)),
                        (Oracle) () -> adam(0.9, 0.999, 1e-8, 0.3)),
                Arguments.of(
                        StrictMapper.of(
                                OptimizerSettings.Sgd.class,
                                Map.of("learningRate", falling, "nesterov", false)),
                        (Oracle) () -> momentum(0, false)),
                Arguments.of(
                        new OptimizerSettings.Sgd(falling, 0.7, false),
                        (Oracle) () -> momentum(0.7, false)),
                Arguments.of(
                        new OptimizerSettings.Sgd(falling, 0.7, true),
                        (Oracle) () -> momentum(0.7, true)),
                Arguments.of(
                        new OptimizerSettings.RmsProp(falling, 0.9, 1e-5),
                        (Oracle) () -> rmsprop(0.9, 1e-5)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void followsThePublishedRecursion(OptimizerSettings settings, Oracle oracle) {
        Optimizer optimizer = settings.create();
        Recursion[] recursions = new Recursion[START.length];
        Arrays.setAll(recursions, i -> oracle.create());
        Recursion phase = oracle.create();
        double[] expected = START.clone();
        double expectedPhase = PHASE;
        for (int step = 0; step < STEPS; step++) {
            double rate = settings.learningRate().at(step);
            for (int i = 0; i < expected.length; i++) {
                double gradient = CURVATURE[i] * (expected[i] - CENTRE[i]);
                expected[i] = recursions[i].next(expected[i], gradient, rate, step + 1);
            }
            expectedPhase = phase.next(expectedPhase, -3 * Math.sin(expectedPhase), rate, step + 1);

            step(optimizer, rate, step);

            assertThat(w.value().readDoubles()).containsExactly(expected, within(1e-12));
            assertThat(b.value().readScalar()).isCloseTo(expectedPhase, within(1e-12));
        }
        assertThat(unused.value().readDoubles()).containsExactly(5, 6);
        assertThat(expected[0])
                .isNotCloseTo(START[0], within(0.1)); // The comparison says something.
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void memoryIsNamedZeroAtFirstAndDoesNotGrow(OptimizerSettings settings, Oracle oracle) {
        Optimizer optimizer = settings.create();
        List<Parameter> state = optimizer.state(learned);
        int kept = runtime.keptTensors();

        for (Parameter slot : state) {
            assertThat(slot.role()).isEqualTo(Parameter.Role.STATE);
            assertThat(slot.name()).matches("(firstMoment|secondMoment|velocity|meanSquare)\\..*");
            assertThat(slot.value().readDoubles()).containsOnly(0);
        }
        assertThat(state.stream().map(Parameter::name)).doesNotHaveDuplicates();
        // Plain descent alone remembers nothing.
        boolean plain = settings instanceof OptimizerSettings.Sgd sgd && sgd.momentum() == 0;
        for (Parameter parameter : learned) {
            assertThat(state.stream().anyMatch(x -> x.name().endsWith("." + parameter.name())))
                    .isEqualTo(!plain);
        }
        for (int step = 0; step < 5; step++) {
            step(optimizer, 0.1, step);
        }
        assertThat(optimizer.state(learned))
                .extracting(Parameter::value)
                .isEqualTo(state.stream().map(Parameter::value).toList());
        assertThat(runtime.keptTensors()).isEqualTo(kept);
    }

    @Test
    void adamsFirstStepIsTheLearningRateAgainstTheSign() {
        // m^ = g and v^ = g^2, so the step is lr g / (|g| + eps) (Kingma and Ba 2015, section 2.1).
        Optimizer adam =
                StrictMapper.of(OptimizerSettings.Adam.class, Map.of("epsilon", 0.5)).create();
        step(adam, 0.01, 0);

        double[] gradients = gradientsAtStart();
        for (int i = 0; i < START.length; i++) {
            double g = gradients[i];
            assertThat(w.value().readDoubles()[i])
                    .isCloseTo(START[i] - 0.01 * g / (Math.abs(g) + 0.5), within(1e-15));
        }
    }

    @Test
    void adamWithDecoupledDecayShrinksWhatHasNoGradient() {
        // g = 0 at index 3: w <- w - lr weightDecay w (Loshchilov and Hutter 2019, algorithm 2).
        Optimizer adamW =
                StrictMapper.of(OptimizerSettings.AdamW.class, Map.of("weightDecay", 0.2)).create();
        step(adamW, 0.1, 0);

        assertThat(w.value().readDoubles()[3]).isCloseTo(2.5 * (1 - 0.1 * 0.2), within(1e-15));
        assertThat(unused.value().readDoubles()).containsExactly(5, 6);
    }

    @Test
    void zeroGradientsMoveNothing() {
        for (OptimizerSettings settings :
                List.of(
                        StrictMapper.defaults(OptimizerSettings.Adam.class),
                        StrictMapper.of(
                                OptimizerSettings.Sgd.class,
                                Map.of("momentum", 0.9, "nesterov", true)),
                        StrictMapper.defaults(OptimizerSettings.RmsProp.class))) {
            Optimizer optimizer = settings.create();
            for (int step = 0; step < 3; step++) {
                step(optimizer, 0.1, step);
            }

            assertThat(w.value().readDoubles()[3]).isEqualTo(START[3]);
            assertThat(w.value().readDoubles()[4]).isEqualTo(START[4]);
        }
    }

    @Test
    void momentumAccumulates() {
        // Constant gradient 2: u = 2, 3, 3.5; with Nesterov g + u/2 = 3, 3.5, 3.75.
        assertThat(
                        underConstantGradient(
                                StrictMapper.of(
                                        OptimizerSettings.Sgd.class,
                                        Map.of("momentum", 0.5, "nesterov", false))))
                .containsExactly(new double[] {-0.2, -0.5, -0.85}, within(1e-15));
        assertThat(
                        underConstantGradient(
                                StrictMapper.of(
                                        OptimizerSettings.Sgd.class,
                                        Map.of("momentum", 0.5, "nesterov", true))))
                .containsExactly(new double[] {-0.3, -0.65, -1.025}, within(1e-15));
    }

    @Test
    void rmspropDividesByTheRootOfTheMeanSquare() {
        // Gradient 2, decay 3/4: s = 1, 7/4, 37/16.
        double[] s = {1, 1.75, 2.3125};
        double first = -0.1 * 2 / (Math.sqrt(s[0]) + 1);
        double second = first - 0.1 * 2 / (Math.sqrt(s[1]) + 1);
        double third = second - 0.1 * 2 / (Math.sqrt(s[2]) + 1);

        assertThat(
                        underConstantGradient(
                                StrictMapper.of(
                                        OptimizerSettings.RmsProp.class,
                                        Map.of("decay", 0.75, "epsilon", 1.0))))
                .containsExactly(new double[] {first, second, third}, within(1e-15));
    }

    private double[] underConstantGradient(OptimizerSettings settings) {
        Optimizer optimizer = settings.create();
        double[] path = new double[3];
        Parameter x;
        try (TensorScope scope = runtime.scope()) {
            x = Parameter.learned("x", runtime.scalar(0));
        }
        for (int step = 0; step < path.length; step++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                var gradients = tape.gradients(x.value().mul(2));
                optimizer.step(List.of(x), gradients, new Optimizer.Step(step, 0.1));
            }
            path[step] = x.value().readScalar();
        }
        return path;
    }

    private void step(Optimizer optimizer, double rate, long step) {
        try (TensorScope scope = runtime.scope()) {
            try (GradientTape tape = GradientTape.record(runtime)) {
                Tensor deviation = w.value().sub(runtime.vector(CENTRE));
                Tensor bowl = deviation.square().mul(runtime.vector(CURVATURE)).sum().mul(0.5);
                Tensor loss = bowl.add(b.value().cos().mul(3)).reshape(Shape.scalar());
                optimizer.step(learned, tape.gradients(loss), new Optimizer.Step(step, rate));
            }
        }
    }

    private static double[] gradientsAtStart() {
        double[] gradients = new double[START.length];
        Arrays.setAll(gradients, i -> CURVATURE[i] * (START[i] - CENTRE[i]));
        return gradients;
    }

    private static Recursion adam(double beta1, double beta2, double epsilon, double decay) {
        double[] memory = new double[2];
        return (value, gradient, rate, t) -> {
            memory[0] = beta1 * memory[0] + (1 - beta1) * gradient;
            memory[1] = beta2 * memory[1] + (1 - beta2) * gradient * gradient;
            double m = memory[0] / (1 - Math.pow(beta1, t));
            double v = memory[1] / (1 - Math.pow(beta2, t));
            return value - rate * (m / (Math.sqrt(v) + epsilon) + decay * value);
        };
    }

    private static Recursion momentum(double momentum, boolean nesterov) {
        double[] memory = new double[1];
        return (value, gradient, rate, t) -> {
            memory[0] = momentum * memory[0] + gradient;
            return value - rate * (nesterov ? gradient + momentum * memory[0] : memory[0]);
        };
    }

    private static Recursion rmsprop(double decay, double epsilon) {
        double[] memory = new double[1];
        return (value, gradient, rate, t) -> {
            memory[0] = decay * memory[0] + (1 - decay) * gradient * gradient;
            return value - rate * gradient / (Math.sqrt(memory[0]) + epsilon);
        };
    }
}
