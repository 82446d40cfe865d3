// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.vaelab.framework.component.Phase;
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
 * Densities and entropies of float32 at large outputs of an encoder, against those of float64 of
 * the same key. What float32 gives may be that of slightly different inputs, so the error that is
 * allowed is
 *
 * <pre>
 *   e (1 + |f| + sum_i |df/dx_i x_i|),   x the head output and z
 * </pre>
 *
 * with the relative error e of {@link PosteriorContract#singlePrecision}. A difference of large
 * numbers, such as of two log-gamma functions, exceeds it.
 *
 * @param heads one a row
 */
record SinglePrecisionCheck(List<double[]> heads, double relative) {

    /** The relative error up to which two draws are the same, and their densities compare. */
    private static final double SAME = 1e-3;

    private Tensor head(TensorRuntime runtime) {
        double[] values = heads.stream().flatMapToDouble(Arrays::stream).toArray();
        return runtime.tensor(values, Shape.of(heads.size(), heads.get(0).length));
    }

    /** The numbers of one draw for each head, and of the entropy, if it is known. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Numbers(double[] z, double[] density, double[] entropy) {

        static Numbers of(Posterior q, Draw draw) {
            return new Numbers(
                    draw.z().readDoubles(),
                    draw.logProbability().readDoubles(),
                    q.entropy().map(Tensor::readDoubles).orElse(new double[0]));
        }
    }

    /** Asserts that families of equal parameters agree. */
    void check(
            TensorRuntime single,
            PosteriorFamily ofSingle,
            TensorRuntime exact,
            PosteriorFamily ofExact,
            RandomKey key) {
        Numbers got;
        try (TensorScope scope = single.scope()) {
            Posterior q = ofSingle.of(head(single), Phase.evaluation());
            if (q.isPointMass()) {
                return;
            }
            got = Numbers.of(q, q.draw(key, 1));
        }
        Tensor head = exact.keep(head(exact), true);
        try (TensorScope scope = exact.scope()) {
            Posterior held = ofExact.of(head, Phase.evaluation());
            Tensor z = exact.keep(held.draw(key, 1).z().stopGradient(), true);
            double[] ofZ = sensitivity(exact, z, () -> held.logProbability(z));
            double[] ofDraw =
                    sensitivity(
                            exact,
                            head,
                            () ->
                                    ofExact.of(head, Phase.evaluation())
                                            .draw(key, 1)
                                            .logProbability());
            Numbers expected = Numbers.of(held, held.draw(key, 1));
            Arrays.setAll(
                    ofDraw, r -> isSameDraw(got, expected, r) ? ofDraw[r] + ofZ[r] : Double.NaN);
            requireClose("log q of a draw", got.density(), expected.density(), ofDraw);
            if (expected.entropy().length > 0) {
                double[] ofEntropy =
                        sensitivity(
                                exact,
                                head,
                                () -> ofExact.of(head, Phase.evaluation()).entropy().orElseThrow());
                requireClose("entropy", got.entropy(), expected.entropy(), ofEntropy);
            }
            exact.release(z);
        } finally {
            exact.release(head);
        }
    }

    /** Rounding may lead a sampler by rejection to another value. */
    private boolean isSameDraw(Numbers got, Numbers expected, int row) {
        int width = expected.z().length / heads.size();
        for (int i = row * width; i < (row + 1) * width; i++) {
            double z = expected.z()[i];
            if (!(Math.abs(got.z()[i] - z) <= SAME * (1 + Math.abs(z)))) {
                return false;
            }
        }
        return true;
    }

    /** Returns sum |df/dx x| of each row. */
    private double[] sensitivity(TensorRuntime exact, Tensor x, Supplier<Tensor> function) {
        try (GradientTape tape = GradientTape.record(exact)) {
            // A function may not depend on x.
            Tensor sum = function.get().sum().add(x.mul(0).sum());
            Tensor products = tape.gradients(sum).of(x).mul(x).abs();
            int width = x.shape().size() / heads.size();
            return products.reshape(heads.size(), width).sum(-1).readDoubles();
        }
    }

    private void requireClose(String what, double[] got, double[] expected, double[] sensitivity) {
        for (int r = 0; r < got.length; r++) {
            double allowed = relative * (1 + Math.abs(expected[r]) + sensitivity[r]);
            if (Double.isFinite(allowed) && !(Math.abs(got[r] - expected[r]) <= allowed)) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s in float32 at head %s: expected %.9g within %.2g, got %.9g; a"
                                        + " difference of large numbers loses digits",
                                what,
                                Arrays.toString(heads.get(r)),
                                expected[r],
                                allowed,
                                got[r]));
            }
        }
    }
}
