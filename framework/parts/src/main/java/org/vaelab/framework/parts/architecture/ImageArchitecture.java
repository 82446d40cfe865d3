// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Architecture.LatentInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Strided convolutions and dense layers: the keys and the networks of {@link Convolutional} and
 * {@link Residual}.
 */
public sealed interface ImageArchitecture extends Architecture {

    @Override
    @Setting(
            value =
                    "widths of the dense hidden layers between the last grid and z; unused where z"
                            + " lies on that grid",
            defaultValue = "[256]")
    List<Integer> hidden();

    @Override
    default boolean isDenseOnGrids() {
        return false;
    }

    /** Returns the channels of each strided convolution, at least one. */
    List<Integer> channels();

    @Setting(
            value = "rows and columns of the kernels of strided convolutions, at least 1",
            defaultValue = "4")
    @AlsoKnownAs("kernelSize")
    int kernel();

    @Override
    default Network encoder(EncoderInput input, Head head) {
        return new ImageNetworks(weights(input.context()), this, channels(), input.seen())
                .encoder(input.beside(), head);
    }

    @Override
    default Decoder decoder(DecoderInput input, Head head) {
        List<Integer> fromImage = Architecture.reversed(channels());
        return new ImageNetworks(weights(input.context()), this, fromImage, input.data())
                .decoder(input.width(), input.grid(), input.beside(), head);
    }

    /** {@inheritDoc} Convolutions, where both variables lie on grids. */
    @Override
    default Network between(LatentInput input, Head head) {
        return input.grid().isPresent() && head.grid().isPresent()
                ? new GridNetwork(weights(input.context()), input, head, kernel())
                : Architecture.super.between(input, head);
    }

    /** Strided convolutions, see {@link ImageNetworks}. */
    @Cites({"locatello2019", "burgess2018"})
    @Part(
            value = "convolutional",
            description = "strided convolutions of images, and dense layers",
            paper = "Locatello et al. (2019), table 1 of the appendix; Burgess et al. (2018)")
    record Convolutional(
            List<Integer> hidden,
            @Setting(
                            value = "channels of each strided convolution, at least one",
                            defaultValue = "[32, 32, 64, 64]")
                    List<Integer> channels,
            int kernel,
            Activation activation,
            Initializer initializer)
            implements ImageArchitecture {

        public Convolutional {
            hidden = Counts.widths("hidden", hidden);
            channels = Counts.atLeastOneWidth("channels", channels);
            Counts.atLeastOne("kernel", kernel);
        }

        @Override
        public Optional<Architecture> mirrored() {
            return Optional.of(
                    new Convolutional(
                            Architecture.reversed(hidden),
                            Architecture.reversed(channels),
                            kernel,
                            activation,
                            initializer));
        }
    }

    /**
     * Strided convolutions and residual blocks on the last grid, with the 3x3 convolution before
     * the blocks of the authors' code, see {@link ImageNetworks}.
     */
    @Cites({"he2016", "oord2017"})
    @Part(
            value = "residual",
            description = "strided convolutions of images, residual blocks, and dense layers",
            paper = "van den Oord et al. (2017), section 4.1")
    record Residual(
            List<Integer> hidden,
            @Setting(
                            value = "channels of each strided convolution, at least one",
                            defaultValue = "[64, 128]")
                    List<Integer> channels,
            int kernel,
            @Setting(value = "number of residual blocks, at least 1", defaultValue = "2")
                    int blocks,
            @Setting(value = "channels inside a residual block, at least 1", defaultValue = "32")
                    int residualWidth,
            Activation activation,
            Initializer initializer)
            implements ImageArchitecture {

        public Residual {
            hidden = Counts.widths("hidden", hidden);
            channels = Counts.atLeastOneWidth("channels", channels);
            Counts.atLeastOne("kernel", kernel);
            Counts.atLeastOne("blocks", blocks);
            Counts.atLeastOne("residualWidth", residualWidth);
        }

        @Override
        public Optional<Architecture> mirrored() {
            return Optional.of(
                    new Residual(
                            Architecture.reversed(hidden),
                            Architecture.reversed(channels),
                            kernel,
                            blocks,
                            residualWidth,
                            activation,
                            initializer));
        }
    }
}
