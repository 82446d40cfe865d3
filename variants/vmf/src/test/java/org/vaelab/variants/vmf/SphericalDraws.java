// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.Shape;

/** Many draws of one distribution around a mean direction: a batch of equal examples. */
final class SphericalDraws {

    /** Makes posteriors of mean directions [B, d] and concentrations [B]. */
    interface Family extends BiFunction<Tensor, Tensor, Posterior> {}

    private final TensorRuntime runtime;
    private final Family family;
    private final double[] mean;
    private final double kappa;
    private final RandomKey key;

    SphericalDraws(
            TensorRuntime runtime, Family family, double[] mean, double kappa, RandomKey key) {
        this.runtime = runtime;
        this.family = family;
        this.mean = mean;
        this.kappa = kappa;
        this.key = key;
    }

    /** A direction without symmetry. */
    static double[] direction(int d) {
        double[] direction = RandomKey.of(7).split("direction").normal(d);
        double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
        return Arrays.stream(direction).map(x -> x / length).toArray();
    }

    /** (1 - w) of n draws, from |z - mu|^2 / 2. */
    double[] complements(int n) {
        return read(n, d -> d.z().sub(vector()).square().sum(-1).mul(0.5));
    }

    /** A function of each of n draws. */
    double[] read(int n, Function<Draw, Tensor> function) {
        try (TensorScope scope = runtime.scope()) {
            return function.apply(batch(1).draw(key, n)).readDoubles();
        }
    }

    /** The gradient in kappa of a function of z, [1, n, d] to [1, n], for each of n draws. */
    double[] concentrationGradients(int n, Function<Draw, Tensor> function) {
        return gradients(n, function)[1];
    }

    /** The gradient in the mean of a function of a draw, for each of n draws, n rows of d. */
    double[] meanGradients(int n, Function<Draw, Tensor> function) {
        return gradients(n, function)[0];
    }

    private double[][] gradients(int n, Function<Draw, Tensor> function) {
        try (TensorScope scope = runtime.scope()) {
            Tensor means = runtime.keep(means(n), true);
            Tensor kappas = runtime.keep(runtime.full(kappa, Shape.of(n)), true);
            try (GradientTape tape = GradientTape.record(runtime)) {
                Tensor loss = function.apply(family.apply(means, kappas).draw(key, 1)).sum();
                Gradients gradients = tape.gradients(loss);
                return new double[][] {
                    gradients.of(means).readDoubles(), gradients.of(kappas).readDoubles()
                };
            } finally {
                runtime.release(means);
                runtime.release(kappas);
            }
        }
    }

    /** A column of rows of a width. */
    static double[] column(double[] rows, int width, int column) {
        double[] values = new double[rows.length / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows[i * width + column];
        }
        return values;
    }

    Posterior batch(int n) {
        return family.apply(means(n), runtime.full(kappa, Shape.of(n)));
    }

    Tensor vector() {
        return runtime.vector(mean);
    }

    private Tensor means(int n) {
        return vector().broadcastTo(Shape.of(n, mean.length));
    }

    /** A scalar on which every number of a draw acts. */
    static Tensor everything(Draw draw) {
        return draw.z().square().sum(-1).add(draw.z().sum(-1)).add(draw.logProbability());
    }

    /** The gradient of {@link #everything} in the output of a network for one example. */
    static double[] headGradient(TensorRuntime runtime, PosteriorFamily family, double[] head) {
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor output = runtime.keep(runtime.tensor(head, Shape.of(1, head.length)), true);
            try {
                Draw draw = family.of(output, Phase.evaluation()).draw(RandomKey.of(1), 2);
                return tape.gradients(everything(draw).sum()).of(output).readDoubles();
            } finally {
                runtime.release(output);
            }
        }
    }
}
