// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;

/** Checks that draws pass gradients as their posterior declares. */
final class DrawGradient {

    private DrawGradient() {}

    /** Asserts that a row passes gradients as it declares. */
    static void check(PosteriorRow row, RandomKey key) {
        GradientKind kind = row.posterior().gradient();
        String name = kind.label() + " gradient at " + Arrays.toString(row.head());
        switch (kind) {
            case PATHWISE, IMPLICIT -> new ExpectationGradient(name, row, key, true).check();
            case SCORE_FUNCTION -> {
                new ExpectationGradient(name, row, key, false).check();
                assertPasses(name + " of z", row, key, false, false);
            }
            case RELAXED, STRAIGHT_THROUGH -> assertPasses(name, row, key, false, true);
            case ENUMERATED ->
                    throw new AssertionError(
                            name + ": a distribution draws; a joint posterior takes every value");
            case NONE -> {
                assertPasses(name + " of z", row, key, false, false);
                assertPasses(name + " of log q", row, key, true, false);
            }
        }
    }

    /** Asserts that a draw, or its log density, has a gradient that is finite, or is 0. */
    private static void assertPasses(
            String name, PosteriorRow row, RandomKey key, boolean ofDensity, boolean passes) {
        TensorRuntime runtime = row.runtime();
        Tensor heads = runtime.keep(row.rows(50), true);
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Draw draw = row.copies(heads).draw(key, 1);
            Tensor value =
                    ofDensity
                            ? draw.logProbability()
                            : draw.networkInput(row.family().networkInput());
            Tensor weights = runtime.normal(key.split("weights"), value.shape());
            // A value may depend on no head at all.
            Tensor sum = heads.mul(0).sum().add(value.mul(weights).sum());
            double[] gradient = tape.gradients(sum).of(heads).readDoubles();
            PartContract.assertFinite(name, gradient);
            boolean any = Arrays.stream(gradient).anyMatch(g -> g != 0);
            assertThat(any).as(name + " passes a gradient").isEqualTo(passes);
        } finally {
            runtime.release(heads);
        }
    }
}
