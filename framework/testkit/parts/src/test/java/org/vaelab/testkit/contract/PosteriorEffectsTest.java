// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyCode;

/**
 * Defects of what a draw brings beside its value: penalties, updates of state, densities in pairs.
 */
final class PosteriorEffectsTest {

    /** What a posterior does wrong. */
    private enum Defect {
        NONE,
        CHANGES_STATE,
        LOSES_PENALTIES,
        UPDATES_IN_EVALUATION,
        WRONG_PAIRS
    }

    private record Lossy(Draw sound) implements Draw {

        @Override
        public Tensor z() {
            return sound.z();
        }

        @Override
        public Tensor logProbability() {
            return sound.logProbability();
        }

        @Override
        public TrainingEffects effects() {
            return sound.effects();
        }

        @Override
        public Tensor networkInput(NetworkInput map) {
            return sound.networkInput(map);
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return Draw.of(function.apply(z()), function.apply(logProbability()));
        }
    }

    private record Defective(Posterior sound, Defect defect, Runnable change) implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            if (defect == Defect.CHANGES_STATE) {
                change.run();
            }
            Draw draw = sound.draw(key, samples);
            return defect == Defect.LOSES_PENALTIES ? new Lossy(draw) : draw;
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return sound.logProbability(z);
        }

        @Override
        public PairwiseLogDensity pairwise() {
            return defect == Defect.WRONG_PAIRS
                    ? z -> sound.pairwise().of(z).add(1e-5)
                    : sound.pairwise();
        }

        @Override
        public Tensor location() {
            return sound.location();
        }

        @Override
        public GradientKind gradient() {
            return sound.gradient();
        }

        @Override
        public boolean isPointMass() {
            return sound.isPointMass();
        }
    }

    private record Family(PosteriorFamily sound, Defect defect, Runnable change)
            implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return sound.space();
        }

        @Override
        public Head head() {
            return sound.head();
        }

        @Override
        public NetworkInput networkInput() {
            return sound.networkInput();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            Phase taken = defect == Defect.UPDATES_IN_EVALUATION ? trainingAtLeast(phase) : phase;
            return new Defective(sound.of(headOutput, taken), defect, change);
        }

        private static Phase trainingAtLeast(Phase phase) {
            return phase instanceof Phase.Training
                    ? phase
                    : Phase.training(new TrainingProgress(0, 1));
        }
    }

    private record Factory(Defect defect) implements PosteriorPart {

        @Override
        public PosteriorFamily create(PartContext context) {
            if (defect == Defect.WRONG_PAIRS) {
                return new Family(
                        new ToyCategorical.Family(1, 3, ToyCategorical.Draws.DISCRETE),
                        defect,
                        () -> {});
            }
            ToyCode.Family codes =
                    (ToyCode.Family) new ToyCode.Settings(2, 3, true).create(context);
            return new Family(
                    codes, defect, () -> codes.codes().assign(codes.codes().value().mul(0.9)));
        }
    }

    private static List<String> failures(Defect defect, String check) {
        PosteriorContract contract =
                new PosteriorContract("defective") {
                    @Override
                    Object read(String settings) {
                        return new Factory(defect);
                    }
                };
        return Failures.of(contract, check);
    }

    private static void assertFound(Defect defect, String check, String message) {
        assertThat(failures(Defect.NONE, check)).isEmpty();
        assertThat(failures(defect, check)).singleElement().asString().contains(message);
    }

    @Test
    void aDrawThatChangesStateIsFound() {
        assertFound(Defect.CHANGES_STATE, "drawsChangeNoState", "parameters after a draw");
    }

    @Test
    void updatesInEvaluationAreFound() {
        assertFound(Defect.UPDATES_IN_EVALUATION, "drawsChangeNoState", "updates in evaluation");
    }

    @Test
    void aReshapedDrawThatLosesItsPenaltiesIsFound() {
        assertFound(Defect.LOSES_PENALTIES, "reshapedDrawsAreTheSame", "input of networks");
    }

    @Test
    void densitiesInPairsThatLackAConstantAreFound() {
        assertFound(Defect.WRONG_PAIRS, "pairwiseDensitiesAreThoseOfTheRows", "row 0, element 0");
    }
}
