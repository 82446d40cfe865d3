// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.pixelcnn.GatedPixelCnn;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.settings.Counts;

/** Makes {@link PixelCnn}. */
public final class PixelCnnFactory implements LikelihoodFactory<PixelCnnFactory.Settings> {

    /**
     * Settings.
     *
     * @param layers gated layers, default 4
     * @param channels of each stack, default 16
     * @param kernel extent of the first layer's kernels, odd, default 7
     * @param innerKernel that of the others, default 3
     * @param features numbers that the decoder gives out for a pixel, default 4
     */
    public record Settings(
            Integer layers,
            Integer channels,
            Integer kernel,
            Integer innerKernel,
            Integer features) {

        /** Fills in defaults, and checks the numbers. */
        public Settings(
                @Nullable Integer layers,
                @Nullable Integer channels,
                @Nullable Integer kernel,
                @Nullable Integer innerKernel,
                @Nullable Integer features) {
            this.layers = Counts.atLeastOne("layers", layers == null ? 4 : layers);
            this.channels = Counts.atLeastOne("channels", channels == null ? 16 : channels);
            this.kernel = GatedPixelCnn.requireKernel("kernel", kernel == null ? 7 : kernel);
            this.innerKernel =
                    GatedPixelCnn.requireKernel(
                            "innerKernel", innerKernel == null ? 3 : innerKernel);
            this.features = Counts.atLeastOne("features", features == null ? 4 : features);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "each binary pixel given those before it, by masked convolutions (gated PixelCNN)";
    }

    @Override
    public Likelihood create(Settings settings, PartContext context) {
        DataShape shape = context.shape();
        if (shape.channels() != 1) {
            throw new IllegalArgumentException(
                    "likelihood pixelcnn is for images of one channel, the data are " + shape);
        }
        return new PixelCnn(
                context.runtime(),
                context.key(),
                new GatedPixelCnn.Layout(
                        new Grid(shape.height(), shape.width()),
                        settings.layers(),
                        settings.channels(),
                        settings.kernel(),
                        settings.innerKernel(),
                        settings.features()));
    }
}
