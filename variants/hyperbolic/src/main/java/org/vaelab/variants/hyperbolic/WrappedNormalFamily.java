// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Curvature;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.latent.HyperbolicMaps;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The family of {@link WrappedNormal}s. The encoder outputs mu in normal coordinates, and log
 * sigma^2 of each coordinate. Up to {@code s|mu| = 11} the output is mu; beyond it, {@link
 * SoftBounds} keep {@code s|mu|} below 12. Farther out float32 cannot tell directions apart.
 */
public record WrappedNormalFamily(Hyperbolic space, NetworkInput networkInput)
        implements PosteriorFamily {

    private static final double FARTHEST = 11;

    @Cites({"nagano2019", "mathieu2019hyperbolic", "ganea2018", "skopek2020"})
    @Called("wrapped Normal")
    @Part(
            value = "wrapped-normal",
            shortName = "hyperbolic",
            description = "wrapped Normals on hyperbolic space, exact pathwise gradient",
            paper = "Nagano et al. (2019)",
            variant = "wrapped-normal")
    public record Settings(
            @LatentDimension @Setting("the dimension d") int latent,
            @Setting(
                            value =
                                    "c of the curvature -c, from 1e-6 to 1e4; if learned, its first value",
                            defaultValue = "1")
                    double curvature,
            @Setting(value = "whether the curvature is learned", defaultValue = "false")
                    boolean learnCurvature,
            @Setting(
                            value =
                                    "what networks are given of z: gyroplane (distances from learned"
                                            + " gyroplanes), ball, lorentz or tangent coordinates",
                            defaultValue = "gyroplane")
                    HyperbolicInput.Kind input,
            @Setting("the number of gyroplanes, only with input gyroplane; absent: 64")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Integer gyroplanes)
            implements PosteriorPart {

        private static final int GYROPLANES = 64;

        public Settings {
            new Hyperbolic(latent, Curvature.fixed(curvature));
            if (gyroplanes != null) {
                Counts.atLeastOne("gyroplanes", gyroplanes);
                if (input != HyperbolicInput.Kind.GYROPLANE) {
                    throw new SettingException(
                            "gyroplanes", "is for input gyroplane; leave it out");
                }
            }
        }

        /**
         * {@inheritDoc} Empty if the curvature is learned: then each model has a space of its own.
         */
        @Override
        public Optional<LatentSpace> knownSpace(Parts parts) {
            return learnCurvature
                    ? Optional.empty()
                    : Optional.of(new Hyperbolic(latent, Curvature.fixed(curvature)));
        }

        @Override
        public PosteriorFamily create(PartContext context) {
            Curvature chosen =
                    learnCurvature
                            ? Curvature.learned(context.runtime(), curvature)
                            : Curvature.fixed(curvature);
            Hyperbolic space = new Hyperbolic(latent, chosen);
            int count = gyroplanes == null ? GYROPLANES : gyroplanes;
            return new WrappedNormalFamily(
                    space,
                    input == HyperbolicInput.Kind.GYROPLANE
                            ? HyperbolicInput.gyroplanes(context, space, count)
                            : new HyperbolicInput(space, input, List.of()));
        }
    }

    @Override
    public Head head() {
        int d = space.dimension();
        return Head.of(Head.real("mean", d), Head.real("logVariance", d));
    }

    @Override
    public List<HeadForm> forms() {
        return List.of(
                HeadForm.of(head())
                        .within(
                                "logVariance",
                                SoftBounds.LEAST_LOG_VARIANCE,
                                SoftBounds.GREATEST_LOG_VARIANCE));
    }

    /**
     * {@inheritDoc} A mean farther than {@value #FARTHEST} radii of curvature from the origin is an
     * error.
     */
    @Override
    public PosteriorFamily asGiven() {
        return new GivenFamily(
                this,
                List.of(new HeadForm(HeadForm.of(head()).numbers(), this::near)),
                output ->
                        new WrappedNormal(
                                space, head().split(output).get(0), head().split(output).get(1)));
    }

    private Tensor near(List<Tensor> given) {
        Tensor radius = HyperbolicMaps.radius(space.scaled(given.get(0)));
        double distance = -HeadForm.least(radius.neg());
        if (distance > FARTHEST) {
            throw new IllegalArgumentException(
                    "a mean is %s radii of curvature from the origin; expected at most %s, as double precision does not tell farther points apart"
                            .formatted((float) distance, FARTHEST));
        }
        return HeadForm.joined(given);
    }

    @Override
    public WrappedNormal of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new WrappedNormal(
                space, bounded(parameters.get(0)), SoftBounds.ofLogVariance(parameters.get(1)));
    }

    private Tensor bounded(Tensor raw) {
        Tensor radius = HyperbolicMaps.radius(space.scaled(raw)).maximum(1);
        Tensor share = SoftBounds.of(radius, 0, FARTHEST).div(radius);
        return raw.cast(DType.FLOAT64).mul(share).cast(raw.dtype());
    }
}
