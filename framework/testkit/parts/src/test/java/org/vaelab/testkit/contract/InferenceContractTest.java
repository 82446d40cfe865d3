// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.PosteriorAround;
import org.vaelab.testkit.family.ToyNormal;

/** A contract is worth what it finds: an encoder with one defect each fails it. */
final class InferenceContractTest {

    /** What an inference does wrong. */
    private enum Defect {
        NONE,
        TWICE_THE_DENSITY,
        NARROWER_DRAWS,
        NO_KEY,
        CHANGES_STATE,
        UPDATES_IN_EVALUATION,
        LEARNS_BY_AN_UPDATE,
        LOST_PARAMETERS,
        DROPS_LABELS,
        DROPS_LABELS_IN_TRAINING,
        FILLS_MISSING_VALUES,
        SPREADS_MISSING_VALUES,
        MIXES_ROWS,
        SHARES_NOISE,
        MIXES_DRAWS,
        STOPS_GRADIENT,
        OWN_NOISE
    }

    /** The posteriors of an encoder, which counts how often it is asked. */
    private record Counting(AmortizedInference encoder, Parameter count, Defect defect)
            implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            if (defect == Defect.CHANGES_STATE) {
                increment();
            }
            boolean drops =
                    defect == Defect.DROPS_LABELS
                            || (defect == Defect.DROPS_LABELS_IN_TRAINING
                                    && phase instanceof Phase.Training);
            if (drops && !batch.given().isEmpty()) {
                Map<String, Tensor> none = new LinkedHashMap<>();
                batch.given().forEach((name, value) -> none.put(name, value.mul(0)));
                return encoder.infer(p, new Batch(batch.x(), none, batch.rows()), key, phase);
            }
            boolean updates =
                    phase instanceof Phase.Training || defect == Defect.UPDATES_IN_EVALUATION;
            StateUpdate update =
                    defect == Defect.LEARNS_BY_AN_UPDATE ? c -> learn() : c -> increment();
            return new Wrong(
                    encoder.infer(p, seen(batch, key), key, phase),
                    defect,
                    updates ? List.of(update) : List.of());
        }

        private Batch seen(Batch batch, RandomKey key) {
            Tensor x = batch.x();
            Tensor zero = x.runtime().zeros(Shape.scalar());
            Tensor seen =
                    switch (defect) {
                        case FILLS_MISSING_VALUES -> x.where(x.eq(x), zero);
                        case SPREADS_MISSING_VALUES -> x.add(x.mean(-1).expandDims(-1));
                        case MIXES_ROWS -> x.sub(x.mean(0));
                        case SHARES_NOISE -> x.add(x.runtime().normal(key, x.shape().from(1)));
                        case OWN_NOISE -> x.add(x.runtime().normal(RandomKey.of(1), x.shape()));
                        default -> x;
                    };
            return new Batch(seen, batch.given(), batch.observed(), batch.rows());
        }

        private void increment() {
            count.assign(count.value().add(1));
        }

        private void learn() {
            Parameter weight = encoder.parameters().get(0);
            weight.assign(weight.value().stopGradient().mul(0.9));
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>(encoder.parameters());
            if (defect == Defect.LOST_PARAMETERS) {
                all.remove(0);
            }
            all.add(count);
            return all;
        }
    }

    private record Wrong(JointPosterior sound, Defect defect, List<StateUpdate> updates)
            implements JointPosterior {

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            RandomKey taken = defect == Defect.NO_KEY ? RandomKey.of(1) : key;
            List<LatentDraw> draws =
                    sound.draw(taken, samples).latents().stream()
                            .map(
                                    drawn ->
                                            new LatentDraw(
                                                    drawn.name(),
                                                    new WrongDensity(drawn.q(), defect),
                                                    wrong(drawn.draw()),
                                                    drawn.givenOthers()))
                            .toList();
            return new JointDraw(draws, TrainingEffects.of(updates));
        }

        private Draw wrong(Draw draw) {
            return switch (defect) {
                case TWICE_THE_DENSITY -> Draw.of(draw.z(), draw.logProbability().sub(Math.log(2)));
                case MIXES_DRAWS ->
                        Draw.of(
                                draw.z().sub(draw.z().mean(1).expandDims(1)),
                                draw.logProbability());
                case STOPS_GRADIENT -> Draw.of(draw.z().stopGradient(), draw.logProbability());
                case NARROWER_DRAWS -> Draw.of(draw.z().mul(0.8), draw.logProbability());
                default -> draw;
            };
        }

        @Override
        public Tensor logProbability(Latents values) {
            Tensor log = sound.logProbability(values);
            return defect == Defect.TWICE_THE_DENSITY
                    ? log.sub(values.byName().size() * Math.log(2))
                    : log;
        }

        @Override
        public Latents location() {
            return sound.location();
        }

        @Override
        public Posterior first() {
            return new WrongDensity(sound.first(), defect);
        }
    }

    private record WrongDensity(Posterior around, Defect defect) implements PosteriorAround {

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor log = around.logProbability(z);
            return defect == Defect.TWICE_THE_DENSITY ? log.sub(Math.log(2)) : log;
        }
    }

    private record Factory(Defect defect) implements InferencePart {

        @Override
        public Inference create(InferenceContext context) {
            Tensor zero = context.part().runtime().zeros(Shape.of(1));
            return new Counting(
                    context.requireEncoding("counting").amortized(),
                    Parameter.state("count", zero),
                    defect);
        }
    }

    private static List<String> failures(Defect defect, String check) {
        InferenceContract contract =
                new InferenceContract("counting") {
                    @Override
                    Object read(String settings) {
                        return new Factory(defect);
                    }
                };
        return Failures.of(contract, check);
    }

    private static void assertFound(Defect defect, String check, String message) {
        assertThat(failures(defect, check)).isNotEmpty().allMatch(m -> m.contains(message));
    }

    @Test
    void aSoundInferencePasses() {
        Stream.of(
                        "itsNameIsThatOfTheConfig",
                        "keysDecideTheBytes",
                        "shapesAreThoseOfTheModel",
                        "theBoundIsBelowTheEvidence",
                        "aChainIsInferredOrRefused",
                        "everyFamilyIsInferredOrRefused",
                        "whatIsGivenIsNotDropped",
                        "eachRowIsInferredAlone",
                        "missingValuesAreNoNumbers",
                        "whatIsOnlyTriedChangesNoState",
                        "whatIsLearnedHasAGradient",
                        "gradientsAreThoseOfFiniteDifferences",
                        "singlePrecisionIsFinite",
                        "parametersSurviveACheckpoint")
                .forEach(check -> assertThat(failures(Defect.NONE, check)).isEmpty());
    }

    @Test
    void aDensityThatIsTooSmallIsFoundByTheEvidence() {
        assertFound(
                Defect.TWICE_THE_DENSITY, "theBoundIsBelowTheEvidence", "log of the integral of q");
        assertFound(Defect.TWICE_THE_DENSITY, "aChainIsInferredOrRefused", "bound of");
    }

    @Test
    void drawsOfAnotherDistributionAreFound() {
        assertFound(Defect.NARROWER_DRAWS, "theBoundIsBelowTheEvidence", "mean over");
        assertFound(
                Defect.NARROWER_DRAWS,
                "shapesAreThoseOfTheModel",
                "log q of the variable that is drawn first");
    }

    @Test
    void drawsThatNoKeyChangesAreFound() {
        assertFound(Defect.NO_KEY, "keysDecideTheBytes", "another key");
    }

    @Test
    void changesOfStateOutOfTurnAreFound() {
        assertFound(Defect.CHANGES_STATE, "whatIsOnlyTriedChangesNoState", "only tried");
        assertFound(
                Defect.UPDATES_IN_EVALUATION,
                "whatIsOnlyTriedChangesNoState",
                "updates in evaluation");
        assertFound(
                Defect.LEARNS_BY_AN_UPDATE,
                "whatIsOnlyTriedChangesNoState",
                "after the updates of a step");
    }

    @Test
    void aLabelThatIsDroppedIsFound() {
        assertFound(
                Defect.DROPS_LABELS,
                "whatIsGivenIsNotDropped",
                "q is the same whatever label is given: pass batch.given() on");
    }

    @Test
    void aLabelThatIsDroppedInTrainingIsFound() {
        assertFound(
                Defect.DROPS_LABELS_IN_TRAINING,
                "whatIsGivenIsNotDropped",
                "q is the same whatever label is given");
    }

    @Test
    void whatIsSharedByRowsIsFound() {
        String check = "eachRowIsInferredAlone";
        assertFound(Defect.MIXES_ROWS, check, "with the other rows of the batch");
        assertFound(Defect.SHARES_NOISE, check, "all rows have the same noise");
        assertFound(Defect.OWN_NOISE, check, "q of equal rows differs, and no key changes it");
    }

    @Test
    void drawsOfOtherRowsAreFound() {
        assertFound(
                Defect.MIXES_DRAWS,
                "aChainIsInferredOrRefused",
                "draws of the first row of a batch");
    }

    @Test
    void aGradientThatDrawsStopIsFound() {
        assertFound(
                Defect.STOPS_GRADIENT, "gradientsAreThoseOfFiniteDifferences", "derivative in ");
    }

    @Test
    void missingValuesThatAreTakenForNumbersAreFound() {
        String check = "missingValuesAreNoNumbers";
        assertFound(Defect.FILLS_MISSING_VALUES, check, "q of a missing value is q of 0.0");
        assertFound(Defect.SPREADS_MISSING_VALUES, check, "does NaN spread?");
        assertFound(Defect.MIXES_ROWS, check, "does NaN spread?");
    }

    @Test
    void aParameterThatNoCheckpointSavesIsFound() {
        assertThat(failures(Defect.LOST_PARAMETERS, "parametersSurviveACheckpoint")).isNotEmpty();
    }

    /** Starts at q(z) = p(z), and stays there. */
    private record Lazy() implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            Tensor zeros = p.runtime().zeros(Shape.of(batch.size(), 1));
            return new SequentialPosterior(
                    EvidenceModel.ONLY, new ToyNormal(zeros, zeros), List.of());
        }

        @Override
        public String name() {
            return "lazy";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }
    }

    private static List<String> failuresOfLazy(Optional<String> converged) {
        InferenceContract contract =
                new InferenceContract("lazy") {
                    @Override
                    Object read(String settings) {
                        InferencePart lazy = context -> new Lazy();
                        return lazy;
                    }

                    @Override
                    protected Optional<String> convergedSettings() {
                        return converged;
                    }
                };
        return Failures.of(contract, "anAscentReachesTheBestOfTheFamily");
    }

    @Test
    void anAscentThatStopsEarlyIsFound() {
        assertThat(failuresOfLazy(Optional.empty()))
                .singleElement()
                .asString()
                .contains("override convergedSettings()");
        assertThat(failuresOfLazy(Optional.of("{}")))
                .singleElement()
                .asString()
                .contains("for the best Normal");
    }
}
