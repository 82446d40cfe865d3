// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link VonMises} distributions on a torus. For each angle the encoder outputs a
 * vector (cosine, sine), of which only the direction counts, and a concentration {@code kappa =
 * sqrt 2 softplus(raw)}, as {@link VonMisesFisherFamily} does on the circle.
 */
@Cites("figurnov2018")
@Called("von Mises")
@Part(
        value = "von-mises",
        shortName = "torus",
        description = "independent von Mises angles on the torus, implicit gradient",
        paper = "Figurnov et al. (2018)",
        variant = "von-mises")
public record VonMisesFamily(@LatentDimension @Setting("d, the number of angles") int latent)
        implements PosteriorFamily {

    private static final double SCALE = Math.sqrt(2);

    public VonMisesFamily {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public Torus space() {
        return new Torus(latent);
    }

    @Override
    public Head head() {
        return Head.of(
                Head.real("cosine", latent),
                Head.real("sine", latent),
                Head.positive("concentration", latent));
    }

    /** Returns the mean directions as vectors, or as angles, and the concentrations themselves. */
    @Override
    public List<HeadForm> forms() {
        HeadForm.Parameter concentration = HeadForm.Parameter.nonNegative("concentration", latent);
        return List.of(
                new HeadForm(
                        List.of(
                                HeadForm.Parameter.real("cosine", latent),
                                HeadForm.Parameter.real("sine", latent),
                                concentration),
                        given -> joined(given.get(0), given.get(1), given.get(2))),
                new HeadForm(
                        List.of(HeadForm.Parameter.real("mean", latent), concentration),
                        given -> joined(given.get(0).cos(), given.get(0).sin(), given.get(1))));
    }

    private static Tensor joined(Tensor cosine, Tensor sine, Tensor concentration) {
        MeanDirection.given(Tensor.stack(List.of(cosine, sine), -1));
        Tensor raw = HeadForm.inverseSoftplus(concentration.mul(1 / SCALE));
        return HeadForm.joined(List.of(cosine, sine, raw));
    }

    @Override
    public VonMises of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        Tensor vectors = Tensor.stack(parameters.subList(0, 2), -1);
        Tensor directions = MeanDirection.of(vectors.reshape(-1, 2));
        Tensor concentration = parameters.get(2);
        Tensor mean = Torus.angle(directions.slice(-1, 0, 1), directions.slice(-1, 1, 2));
        return new VonMises(mean.reshape(concentration.shape()), concentration.mul(SCALE));
    }
}
