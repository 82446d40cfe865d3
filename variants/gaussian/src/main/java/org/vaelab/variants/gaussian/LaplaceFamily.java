// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** The family of {@link Laplace}: the encoder outputs location and log-scale of each coordinate. */
@Called("Laplace")
@Part(
        value = "laplace",
        description = "independent Laplace distributions on R^d, exact pathwise gradient",
        variant = "laplace")
public record LaplaceFamily(@LatentDimension @Setting("the dimension d") int latent)
        implements PosteriorFamily {

    public LaplaceFamily {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public Euclidean space() {
        return new Euclidean(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.real("location", latent), Head.real("logScale", latent));
    }

    @Override
    public List<HeadForm> forms() {
        return List.of(
                HeadForm.of(head())
                        .within(
                                "logScale",
                                SoftBounds.LEAST_LOG_VARIANCE / 2,
                                SoftBounds.GREATEST_LOG_VARIANCE / 2));
    }

    @Override
    public PosteriorFamily asGiven() {
        return new GivenFamily(
                this,
                List.of(HeadForm.of(head())),
                output -> new Laplace(head().split(output).get(0), head().split(output).get(1)));
    }

    @Override
    public Laplace of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new Laplace(parameters.get(0), SoftBounds.ofLogScale(parameters.get(1)));
    }
}
