// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Activation;

/** Strided convolutions, see {@link ImageNetworks}. */
@Part(
        value = "convolutional",
        description = "strided convolutions of images, and dense layers",
        paper = "Locatello et al. (2019), table 1 of the appendix; Burgess et al. (2018)")
public record Convolutional(
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
