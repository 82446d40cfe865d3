// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.KlRegistry;
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
 * Outputs of an encoder at which values and gradients must be finite.
 *
 * @param heads one a row
 */
record ExtremeHeads(List<double[]> heads) {

    private static final double[] VALUES = {
        0, 1e-30, -1e-6, 1, -1, 30, -30, 1e3, -1e3, 1e4, -1e4, 1e9, -1e9
    };

    /**
     * Returns outputs of 0, tiny ones, and large ones up to what a contract says.
     *
     * @param largest value of an output, up to sign
     */
    static ExtremeHeads of(Head head, ToDoubleFunction<Head.Output> largest) {
        int width = head.width();
        double[] most = new double[width];
        int at = 0;
        for (Head.Output output : head.outputs()) {
            Arrays.fill(most, at, at + output.width(), largest.applyAsDouble(output));
            at += output.width();
        }
        List<double[]> heads = new ArrayList<>();
        for (double value : VALUES) {
            double[] all = new double[width];
            Arrays.setAll(all, i -> Math.max(-most[i], Math.min(most[i], value)));
            heads.add(all);
            double[] alternating = new double[width];
            Arrays.setAll(alternating, i -> i % 2 == 0 ? all[i] : -all[i]);
            heads.add(alternating);
            for (int i = 0; i < width; i++) {
                double[] one = new double[width];
                one[i] = all[i];
                heads.add(one);
            }
        }
        return new ExtremeHeads(heads);
    }

    /**
     * Asserts that draws, densities, penalties, the divergence where it is known, and the gradients
     * of all are finite.
     */
    void assertFinite(
            TensorRuntime runtime,
            PosteriorFamily family,
            Phase phase,
            PriorsOfSpace priors,
            KlRegistry announced,
            RandomKey key) {
        int width = family.head().width();
        double[] values = heads.stream().flatMapToDouble(Arrays::stream).toArray();
        Tensor head;
        try (TensorScope scope = runtime.scope()) {
            head = runtime.keep(runtime.tensor(values, Shape.of(heads.size(), width)), true);
        }
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Posterior q = family.of(head, phase);
            Draw draw = q.draw(key, 4);
            assertFiniteRows("z in " + phase, draw.z(), 1);
            assertFiniteRows("log q in " + phase, draw.logProbability(), 1);
            Tensor weights = runtime.normal(key.split("weights"), draw.z().shape());
            // A draw of a discrete value may depend on no head at all.
            Tensor sum = head.mul(0).sum().add(draw.z().mul(weights).sum());
            sum = sum.add(draw.logProbability().sum());
            Prior prior = priors.reference(Assembly.on(runtime, key, family));
            Optional<KnownKl> known = KnownKl.between(announced, q, prior);
            if (known.isPresent()) {
                Tensor kl = known.get().value();
                assertFiniteRows("KL to the reference prior", kl, 0);
                sum = sum.add(kl.sum());
            }
            for (Map.Entry<String, Tensor> penalty : draw.effects().penalties().entrySet()) {
                assertFiniteRows(penalty.getKey(), penalty.getValue(), 1);
                sum = sum.add(penalty.getValue().sum());
            }
            assertFiniteRows("gradient in " + phase, tape.gradients(sum).of(head), 0);
        } finally {
            runtime.release(head);
        }
    }

    private void assertFiniteRows(String what, Tensor value, int axis) {
        for (int r = 0; r < heads.size(); r++) {
            try {
                PartContract.assertFinite(
                        what + " at head " + Arrays.toString(heads.get(r)),
                        value.slice(axis, r, r + 1).readDoubles());
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage()
                                + "; a scale from exp() overflows: declare the output by"
                                + " Head.positive, bound it, or state the largest value in"
                                + " extremeOutput()",
                        e);
            }
        }
    }
}
