// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily.NaturalFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The family of {@link VonMisesFisher}s on a sphere. The encoder outputs a vector, whose direction
 * is the mean direction, and a concentration {@code kappa = sqrt d softplus(raw)}. Training and
 * evaluation use the same map. An untrained network, with raw near 0, starts at a divergence from
 * the uniform distribution of about 0.24 nats for every d.
 *
 * <p>The direction of a zero vector is the first axis. If the vector is shorter than 1e-6, the
 * gradient of the direction is that at length 1e-6.
 *
 * <p>With a fixed kappa the encoder outputs the direction alone. The divergence from the uniform
 * distribution is then a constant, and ignoring z saves nothing: a remedy against posterior
 * collapse (Xu and Durrett 2018, section 3).
 */
@Cites({"davidson2018", "xu2018"})
@Called("von Mises-Fisher")
@Part(
        value = "von-mises-fisher",
        shortName = "sphere",
        description = "von Mises-Fisher on the sphere S^latent, implicit gradient",
        paper = "Davidson et al. (2018)",
        variant = "vmf")
public record VonMisesFisherFamily(
        @LatentDimension
                @Setting("the dimension of the sphere, whose points have one coordinate more")
                int latent,
        @Setting("kappa of all examples, above 0; absent: the encoder's, one of each example")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Double concentration)
        implements NaturalFamily {

    /** Keeps the gradient of a length finite at 0. */
    private static final double LEAST_SQUARE = 1e-20;

    public VonMisesFisherFamily {
        Counts.atLeastOne("latent", latent);
        if (concentration != null) {
            Counts.positive("concentration", concentration);
        }
    }

    /** Returns the family whose concentrations are the encoder's. */
    public VonMisesFisherFamily(int latent) {
        this(latent, null);
    }

    @Override
    public Sphere space() {
        return Sphere.ofDimension(latent);
    }

    @Override
    public Head head() {
        return concentration == null
                ? SphericalPosterior.head(space())
                : SphericalPosterior.directionHead(space());
    }

    @Override
    public List<HeadForm> forms() {
        return List.of(
                concentration == null
                        ? SphericalPosterior.form(space())
                        : SphericalPosterior.directionForm(space()));
    }

    @Override
    public VonMisesFisher of(Tensor headOutput, Phase phase) {
        if (concentration == null) {
            return SphericalPosterior.of(space(), headOutput, VonMisesFisher::new);
        }
        Tensor direction = MeanDirection.of(head().split(headOutput).get(0));
        return new VonMisesFisher(
                direction,
                direction
                        .runtime()
                        .full(concentration, direction.shape().range(0, -1))
                        .cast(direction.dtype()));
    }

    /** {@inheritDoc} They are kappa mu. */
    @Override
    public Tensor natural(Posterior q) {
        VonMisesFisher own = (VonMisesFisher) q;
        return own.meanDirection().mul(own.concentration().expandDims(-1));
    }

    @Override
    public Optional<Tensor> natural(Distribution p, Tensor like) {
        return p instanceof UniformSphere
                ? Optional.of(like.runtime().zeros(Shape.of(space().ambient()), like.dtype()))
                : Optional.empty();
    }

    /** {@inheritDoc} A fixed concentration is that of single experts, not of their product. */
    @Override
    public VonMisesFisher ofNatural(Tensor natural, Phase phase) {
        Tensor squares = natural.square().sum(-1);
        return new VonMisesFisher(MeanDirection.of(natural), squares.add(LEAST_SQUARE).sqrt());
    }
}
