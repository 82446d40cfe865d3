// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Draws of rare noise in float32, which may round to the border of the support. A training run
 * meets them: values, densities and gradients must be finite there too.
 *
 * @param heads outputs of an encoder, one a row
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record RareDraws(double[][] heads) {

    private static final int DRAWS = 200;

    /** Beyond them the inverse of a flow loses all digits of float32. */
    private static final double[] SIZES = {3, 5};

    /**
     * Heads of each size, the last of which tell of the density alone: the inverse of a flow has no
     * exact gradient there. Two outputs have all four pairs of signs with probability 0.999.
     */
    private static final int SIGNS = 30;

    private static final String REMEDY =
            "; a float32 draw may round to the border of the support: compute the density of a draw"
                    + " from its noise, and keep log q(z) finite at the border";

    /** Asserts that what training computes from such draws is finite. */
    void assertFinite(
            TensorRuntime runtime,
            PosteriorFamily family,
            Phase phase,
            boolean hasDensity,
            RandomKey key) {
        double[] values = Arrays.stream(heads).flatMapToDouble(Arrays::stream).toArray();
        Tensor head;
        try (TensorScope scope = runtime.scope()) {
            head = runtime.keep(runtime.tensor(values, Shape.of(heads.length, width())), true);
        }
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Posterior q = family.of(head, phase);
            Draw draw = q.draw(key, DRAWS);
            assertFinite("z in " + phase, draw.z(), draw);
            assertFinite("log q of a draw in " + phase, draw.logProbability(), draw);
            Tensor sum = head.mul(0).sum().add(draw.logProbability().sum());
            if (hasDensity) {
                Tensor held = q.logProbability(draw.z().stopGradient());
                assertFinite("log q(z) in " + phase, held, draw);
                sum = sum.add(held.slice(1, 0, heads.length - SIGNS).sum());
            }
            assertFiniteGradient(phase, tape.gradients(sum).of(head).readDoubles());
        } finally {
            runtime.release(head);
        }
    }

    private int width() {
        return heads[0].length;
    }

    private void assertFinite(String what, Tensor value, Draw draw) {
        double[] numbers = value.readDoubles();
        int each = numbers.length / (DRAWS * heads.length);
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                int at = i / each;
                double[] z = draw.z().readDoubles();
                int event = z.length / (DRAWS * heads.length);
                throw new AssertionError(
                        what
                                + " is "
                                + numbers[i]
                                + " where z is "
                                + Arrays.toString(
                                        Arrays.copyOfRange(z, at * event, (at + 1) * event))
                                + ", of head "
                                + Arrays.toString(heads[at % heads.length])
                                + REMEDY);
            }
        }
    }

    private void assertFiniteGradient(Phase phase, double[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            if (!Double.isFinite(gradient[i])) {
                throw new AssertionError(
                        "gradient of log q in "
                                + phase
                                + " is "
                                + gradient[i]
                                + " at head "
                                + Arrays.toString(heads[i / width()])
                                + REMEDY);
            }
        }
    }

    /**
     * Returns heads of a check, and heads of larger outputs with any signs, for which distributions
     * lie at the border of their support.
     *
     * @param largest value of an output, up to sign
     */
    static RareDraws of(
            double[][] heads, Head head, ToDoubleFunction<Head.Output> largest, RandomKey key) {
        double[] most =
                head.outputs().stream()
                        .flatMapToDouble(
                                output ->
                                        DoubleStream.generate(() -> largest.applyAsDouble(output))
                                                .limit(output.width()))
                        .toArray();
        List<double[]> all = new ArrayList<>(List.of(heads));
        for (double size : SIZES) {
            for (int i = 0; i < SIGNS; i++) {
                double[] signed = key.split("signs").fold(i).uniform(most.length);
                for (int j = 0; j < signed.length; j++) {
                    double value = Math.min(size, most[j]);
                    signed[j] = signed[j] < 0.5 ? -value : value;
                }
                all.add(signed);
            }
        }
        return new RareDraws(all.toArray(double[][]::new));
    }
}
