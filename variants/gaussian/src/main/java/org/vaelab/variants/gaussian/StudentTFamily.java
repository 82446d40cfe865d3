// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StudentDensity;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The family of {@link StudentTDistribution} distributions on R^d. The encoder outputs location and
 * log-scale of each coordinate, and with {@code learned} the degrees of freedom of each example,
 * which stay above 2: variances are finite.
 */
@Cites("kim2024")
@Called("Student t")
@Part(
        value = "student-t",
        description = "Student's t distributions on R^d, with fixed or learned degrees of freedom",
        paper = "Kim et al. (2024)",
        variant = "student-t")
public record StudentTFamily(
        @LatentDimension @Setting("the dimension d") int latent,
        @Setting(
                        value =
                                "the degrees of freedom: above 2 under a prior with Normal tails, else at"
                                        + " least 1; learned ones start here, above 2",
                        defaultValue = "5")
                double degrees,
        @Setting(
                        value = "whether the encoder outputs the degrees of freedom, above 2",
                        defaultValue = "false")
                boolean learned,
        @Setting(
                        value =
                                "whether all coordinates are far out together, as those of a t of d"
                                        + " dimensions; otherwise they are independent",
                        defaultValue = "true")
                boolean joint)
        implements PosteriorFamily {

    private static final int LEAST_LEARNED = 2;

    public StudentTFamily {
        Counts.atLeastOne("latent", latent);
        StudentDensity.requireDegrees(degrees, learned, LEAST_LEARNED);
    }

    /** Returns what is added to the raw output, so that an output of 0 is where they start. */
    private double start() {
        return StudentDensity.raw(degrees, LEAST_LEARNED);
    }

    /** Returns the degrees of freedom as they are, where they are learned. */
    @Override
    public List<HeadForm> forms() {
        return List.of(
                form().within(
                                "logScale",
                                SoftBounds.LEAST_LOG_VARIANCE / 2,
                                SoftBounds.GREATEST_LOG_VARIANCE / 2));
    }

    private HeadForm form() {
        HeadForm form = new HeadForm(HeadForm.of(head()).numbers(), this::headOutput);
        return form.within("degrees", LEAST_LEARNED + 1e-6, 1e12);
    }

    @Override
    public PosteriorFamily asGiven() {
        return new GivenFamily(
                this, List.of(form()), output -> of(output, UnaryOperator.identity()));
    }

    private Tensor headOutput(List<Tensor> given) {
        if (!learned) {
            return HeadForm.joined(given);
        }
        Tensor raw = HeadForm.inverseSoftplus(given.get(2).sub(LEAST_LEARNED)).sub(start());
        return HeadForm.joined(List.of(given.get(0), given.get(1), raw));
    }

    @Override
    public Euclidean space() {
        return new Euclidean(latent);
    }

    @Override
    public Head head() {
        Head.Output location = Head.real("location", latent);
        Head.Output logScale = Head.real("logScale", latent);
        return learned
                ? Head.of(location, logScale, Head.real("degrees", 1))
                : Head.of(location, logScale);
    }

    @Override
    public StudentTDistribution of(Tensor headOutput, Phase phase) {
        return of(headOutput, SoftBounds::ofLogScale);
    }

    private StudentTDistribution of(Tensor headOutput, UnaryOperator<Tensor> bounds) {
        List<Tensor> parameters = head().split(headOutput);
        Tensor nu =
                learned
                        ? parameters.get(2).add(start()).softplus().add(LEAST_LEARNED)
                        : headOutput
                                .runtime()
                                .full(degrees, Shape.of(1, 1))
                                .cast(headOutput.dtype());
        return new StudentTDistribution(
                parameters.get(0),
                bounds.apply(parameters.get(1)),
                nu,
                joint,
                learned ? GradientKind.IMPLICIT : GradientKind.PATHWISE);
    }
}
