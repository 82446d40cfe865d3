// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.EncoderContext;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/** Makes {@link VampPrior}, with pseudo-inputs that start at training examples. */
public final class VampPriorFactory implements PriorFactory<VampPriorFactory.Settings> {

    /**
     * Settings.
     *
     * @param components K, the number of pseudo-inputs, default 500
     */
    public record Settings(Integer components) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer components) {
            this.components =
                    Counts.atLeastOne("components", components == null ? 500 : components);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the mixture of the posteriors of K learned pseudo-inputs (VampPrior)";
    }

    @Override
    public Prior create(Settings settings, PriorContext context) {
        EncoderContext encoder = context.encoder("prior vamp");
        return new VampPrior(
                context.runtime(),
                context.key().split("noise"),
                encoder.network(),
                encoder.posterior(),
                context.data().domain(),
                start(settings.components(), context));
    }

    /** K training examples; of fewer some or all of them several times. */
    private static Tensor start(int components, PriorContext context) {
        Examples examples =
                context.data().trainingSample(components, context.key().split("examples"));
        int width = examples.width();
        float[] rows = new float[Math.multiplyExact(components, width)];
        for (int i = 0; i < components; i++) {
            examples.read(i % examples.size(), rows, i * width);
        }
        return context.runtime().tensor(rows, Shape.of(components, width));
    }
}
