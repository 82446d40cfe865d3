// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.SpikedSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link SpikeAndSlab}. The encoder outputs the logit of the slab, and the mean and
 * log-variance of its Normal, of each coordinate.
 */
@Cites("tonolini2020")
@Called("spike-and-slab")
@Part(
        value = "spike-and-slab",
        shortName = "spiked",
        description = "coordinates that are 0 or Normal, relaxed in training, exact in evaluation",
        paper = "Tonolini et al. (2020)",
        variant = "spike-and-slab")
public record SpikeAndSlabFamily(
        @LatentDimension @Setting("the dimension d") int latent,
        @Setting(
                        value =
                                "the temperature of the relaxation of the spike by global step, above 0;"
                                        + " 1/c of the paper",
                        defaultValue = "0.02")
                Schedule temperature,
        @Setting(value = DrawMode.KEY, defaultValue = "relaxed") DrawMode draw)
        implements PosteriorFamily {

    /** Checks the settings. */
    public SpikeAndSlabFamily {
        new SpikedSpace(latent);
        DrawMode.requirePositive(temperature);
    }

    @Override
    public SpikedSpace space() {
        return new SpikedSpace(latent);
    }

    @Override
    public Head head() {
        return Head.of(
                Head.real("logit", latent),
                Head.real("mean", latent),
                Head.real("logVariance", latent));
    }

    @Override
    public PosteriorFamily asGiven() {
        return new GivenFamily(
                this,
                List.of(HeadForm.of(head())),
                output -> of(output, UnaryOperator.identity(), 0));
    }

    @Override
    public SpikeAndSlab of(Tensor headOutput, Phase phase) {
        return of(headOutput, SoftBounds::ofLogVariance, draw.temperature(temperature, phase));
    }

    private SpikeAndSlab of(Tensor headOutput, UnaryOperator<Tensor> bounds, double now) {
        List<Tensor> parameters = head().split(headOutput);
        return new SpikeAndSlab(
                parameters.get(0), parameters.get(1), bounds.apply(parameters.get(2)), now);
    }
}
