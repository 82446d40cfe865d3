// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.MixtureComponents;
import org.vaelab.framework.latent.NormalComponents;
import org.vaelab.framework.latent.PreparedPrior;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A mixture of K diagonal Normals on R^d with learned weights, means and log-variances: {@code log
 * p(z) = log sum_k softmax(w)_k N(z; m_k, diag e^l_k)}.
 *
 * <p>It starts with equal weights, unit variances and means drawn from N(0, I): equal means would
 * have equal gradients, and never part.
 */
public record MixtureOfNormals(
        Euclidean space, Parameter logits, Parameter means, Parameter logVariances)
        implements Prior {

    @Part(
            value = "mixture-of-normals",
            description = "a mixture of K Normals on R^d with learned weights, means and variances")
    public record Settings(
            @Setting(value = "K, the number of components", defaultValue = "10") int components)
            implements PriorPart {

        public Settings {
            Counts.atLeastOne("components", components);
        }

        @Override
        public Prior create(PriorContext context) {
            return new MixtureOfNormals(
                    context.runtime(),
                    context.key(),
                    context.space(Euclidean.class, "prior mixture-of-normals"),
                    components);
        }
    }

    public MixtureOfNormals(TensorRuntime runtime, RandomKey key, Euclidean space, int components) {
        this(
                space,
                runtime,
                key.split("means"),
                Shape.of(Counts.atLeastOne("components", components), space.dimension()));
    }

    private MixtureOfNormals(Euclidean space, TensorRuntime runtime, RandomKey key, Shape shape) {
        this(
                space,
                Parameter.learned("logits", runtime.zeros(shape.range(0, 1))),
                Parameter.learned("means", runtime.normal(key, shape)),
                Parameter.learned("logVariances", runtime.zeros(shape)));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return components().logSum(z);
    }

    @Override
    public Prior prepared() {
        return new PreparedPrior(this, components()::logSum);
    }

    private NormalComponents components() {
        return NormalComponents.of(means.value(), logVariances.value())
                .weighted(logits.value().logSoftmax(-1));
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        TensorRuntime runtime = means.value().runtime();
        int[] chosen =
                MixtureComponents.draw(key.split("component"), logits.value().readDoubles(), n);
        Tensor rows = runtime.indices(chosen, Shape.of(n));
        Tensor noise = runtime.normal(key.split("noise"), Shape.of(n, space.dimension()));
        Tensor deviations = logVariances.value().gather(0, rows).mul(0.5).exp();
        return noise.mul(deviations).add(means.value().gather(0, rows));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(logits, means, logVariances);
    }
}
