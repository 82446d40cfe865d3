// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** A sound posterior, of which a wrong one overrides a method. */
class WrongPosterior implements Posterior {

    final Posterior sound;

    WrongPosterior(Posterior sound) {
        this.sound = sound;
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        return sound.draw(key, samples);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return sound.logProbability(z);
    }

    @Override
    public Tensor location() {
        return sound.location();
    }

    @Override
    public Optional<Tensor> expectation() {
        return sound.expectation();
    }

    @Override
    public GradientKind gradient() {
        return sound.gradient();
    }

    @Override
    public boolean isPointMass() {
        return sound.isPointMass();
    }

    @Override
    public Optional<Tensor> entropy() {
        return sound.entropy();
    }

    @Override
    public PairwiseLogDensity pairwise() {
        return sound.pairwise();
    }

    @Override
    public Map<String, Double> signals(Draw draw) {
        return sound.signals(draw);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return sound.pairwiseByUnit();
    }

    /** A family whose posteriors are wrong. */
    private record Family(
            PosteriorFamily sound, LatentSpace space, BiFunction<Posterior, Phase, Posterior> wrong)
            implements PosteriorFamily {

        @Override
        public Head head() {
            return sound.head();
        }

        @Override
        public NetworkInput networkInput() {
            return space.equals(sound.space()) ? sound.networkInput() : space.networkInput();
        }

        @Override
        public List<Parameter> parameters() {
            return sound.parameters();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return wrong.apply(sound.of(headOutput, phase), phase);
        }
    }

    private record Factory(PosteriorPart sound, Function<PosteriorFamily, PosteriorFamily> wrong)
            implements PosteriorPart {

        @Override
        public PosteriorFamily create(PartContext context) {
            return wrong.apply(sound.create(context));
        }
    }

    /** Returns the contract of a part that is not registered. */
    static PosteriorContract contract(PosteriorPart part) {
        return new PosteriorContract("wrong") {
            @Override
            Object read(String settings) {
                return part;
            }
        };
    }

    /** Returns a part whose families have wrong posteriors. */
    static PosteriorPart part(PosteriorPart sound, UnaryOperator<Posterior> wrong) {
        return part(sound, (q, phase) -> wrong.apply(q));
    }

    /** Returns a part whose families have posteriors that are wrong in a phase. */
    static PosteriorPart part(PosteriorPart sound, BiFunction<Posterior, Phase, Posterior> wrong) {
        return new Factory(sound, family -> new Family(family, family.space(), wrong));
    }

    /** Returns a part whose families have another space. */
    static PosteriorPart part(PosteriorPart sound, LatentSpace space) {
        return new Factory(sound, family -> new Family(family, space, (q, phase) -> q));
    }
}
