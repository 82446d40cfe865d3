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

/**
 * Strided convolutions and residual blocks on the last grid, with the 3x3 convolution before the blocks of the
 * authors' code, see {@link ImageNetworks}.
 */
@Part(
        value = "residual",
        description = "strided convolutions of images, residual blocks, and dense layers",
        paper = "van den Oord et al. (2017), section 4.1")
public record Residual(
        List<Integer> hidden,
        @Setting(
                        value = "channels of each strided convolution, at least one",
                        defaultValue = "[64, 128]")
                List<Integer> channels,
        int kernel,
        @Setting(value = "number of residual blocks, at least 1", defaultValue = "2") int blocks,
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
