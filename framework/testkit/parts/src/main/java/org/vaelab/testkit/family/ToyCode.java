// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A point mass on the nearest of k numbers, for each of n numbers h: {@code log q(z) = 0} at that
 * value. Networks are given the number c that is nearest, with the gradient of h or with none. A
 * training step is asked for a commitment, {@code sum (h - c)^2}, and moves the codes towards the
 * numbers that chose them.
 *
 * @param indices which codes are nearest, [R, n]
 * @param codes k
 * @param stages R, which divides n
 * @param encoded h, [R, n]
 * @param chosen c, [R, n]
 * @param straightThrough whether networks pass gradients on to h
 * @param updates of the codes after a training step; none in evaluation
 */
public record ToyCode(
        Tensor indices,
        int codes,
        int stages,
        Tensor encoded,
        Tensor chosen,
        boolean straightThrough,
        List<StateUpdate> updates)
        implements CodePosterior {

    private static final double DECAY = 0.9;

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor soft = straightThrough ? encoded : encoded.stopGradient();
        Map<String, Tensor> penalties =
                straightThrough && !updates.isEmpty()
                        ? Map.of("commitment", encoded.sub(chosen).square().sum(-1))
                        : Map.of();
        TrainingEffects effects = new TrainingEffects(penalties, updates);
        return Draw.straightThrough(soft, chosen, location(), samples, effects);
    }

    @Override
    public GradientKind gradient() {
        return straightThrough ? GradientKind.STRAIGHT_THROUGH : GradientKind.NONE;
    }

    /** Looks the codes up. */
    private record Codes(OneHot space, Parameter codes) implements NetworkInput {

        @Override
        public int width() {
            return space.variables();
        }

        @Override
        public Tensor of(Tensor z) {
            return z.mul(codes.value()).sum(-1);
        }

        @Override
        public Optional<Grid> grid() {
            return Optional.empty();
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(codes);
        }
    }

    /** The family with one set of codes, which are the generative model's. */
    public record Family(OneHot space, int stages, boolean straightThrough, Parameter codes)
            implements PosteriorFamily {

        @Override
        public Head head() {
            return Head.of(Head.real("encoded", space.variables()));
        }

        @Override
        public ToyCode of(Tensor headOutput, Phase phase) {
            Tensor c = codes.value().stopGradient();
            Tensor nearness =
                    headOutput.stopGradient().expandDims(-1).mul(c).sub(c.square().mul(0.5));
            Tensor indices = nearness.argMax(-1);
            Tensor z = indices.oneHot(space.categories());
            List<StateUpdate> updates =
                    phase instanceof Phase.Training
                            ? List.of(clock -> move(headOutput.stopGradient(), z))
                            : List.of();
            Tensor chosen = networkInput().of(z).stopGradient();
            int k = space.categories();
            return new ToyCode(indices, k, stages, headOutput, chosen, straightThrough, updates);
        }

        private void move(Tensor encoded, Tensor z) {
            Tensor users = z.sum(0, 1);
            Tensor mean = z.mul(encoded.expandDims(-1)).sum(0, 1).div(users.maximum(1));
            Tensor moved = codes.value().mul(DECAY).add(mean.mul(1 - DECAY));
            codes.assign(moved.where(users, codes.value()));
        }

        @Override
        public NetworkInput networkInput() {
            return new Codes(space, codes);
        }
    }

    /** The settings, which create the family with codes from -1 to 1. */
    @Part(value = "toy-code", description = "point masses on codes, for tests")
    public record Settings(
            @Setting("the number n of variables") int variables,
            @Setting("the number k of codes") int codes,
            @Setting(value = "whether networks pass gradients on", defaultValue = "true")
                    boolean straightThrough,
            @Setting(value = "the number of stages, by which n divides", defaultValue = "1")
                    int stages)
            implements PosteriorPart {

        public Settings {
            Counts.atLeastOne("variables", variables);
            Counts.atLeastOne("codes", codes);
            Counts.atLeastOne("stages", stages);
            if (variables % stages != 0) {
                throw new IllegalArgumentException(
                        "stages is " + stages + ", and does not divide variables " + variables);
            }
        }

        /** Codes of one stage. */
        public Settings(int variables, int codes, boolean straightThrough) {
            this(variables, codes, straightThrough, 1);
        }

        @Override
        public PosteriorFamily create(PartContext context) {
            TensorRuntime runtime = context.runtime();
            double[] values = new double[codes];
            Arrays.setAll(values, j -> 2.0 * j / Math.max(1, values.length - 1) - 1);
            Parameter parameter = Parameter.state("codes", runtime.vector(values));
            return new Family(new OneHot(variables, codes), stages, straightThrough, parameter);
        }
    }
}
