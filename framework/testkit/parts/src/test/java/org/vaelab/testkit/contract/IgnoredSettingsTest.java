// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyNormal;

/** A key that a part ignores is named, whatever the kind of the part. */
final class IgnoredSettingsTest {

    private static final String CHANGES = "eachSettingChangesSomething";
    private static final String SOUND = "{scale: 2, ignores: false}";
    private static final String IGNORING = "{scale: 2, ignores: true}";

    /** A part with a key that it may ignore. */
    private interface Scaled {

        double scale();

        boolean ignores();

        default double used() {
            return ignores() ? 1 : scale();
        }
    }

    @Part("given")
    private record ScaledElbo(double scale, boolean ignores) implements Estimator, Scaled {

        @Override
        public Objective estimate(Step step) {
            ImportanceTerms terms = step.importance(1);
            Tensor bound = ImportanceTerms.logMean(terms.logWeights());
            return terms.objective(bound, bound.mul(used()));
        }
    }

    @Part("given")
    private record ScaledKl(double scale, boolean ignores) implements RegularizerPart, Scaled {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return (ElboTerms terms, Step step) ->
                    new KlRegularizer.Regularized(terms.kl().mul(used()), used());
        }
    }

    @Part("given")
    private record ScaledInputs(double scale, boolean ignores) implements InferencePart, Scaled {

        @Override
        public Inference create(InferenceContext context) {
            return new OfScaled(context.requireEncoding("given").amortized(), used());
        }
    }

    private record OfScaled(AmortizedInference encoder, double scale) implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return encoder.infer(p, Batch.of(batch.x().mul(scale)), key, phase);
        }

        @Override
        public String name() {
            return "given";
        }

        @Override
        public List<Parameter> parameters() {
            return encoder.parameters();
        }
    }

    @Part("given")
    private record ScaledVariant(double scale, boolean ignores) implements Shorthand, Scaled {

        @Override
        public Optional<PosteriorPart> posterior() {
            return Optional.of(new ToyNormal.Family((int) used()));
        }

        @Override
        public EstimatorPart estimator() {
            return new ToyElbo();
        }
    }

    /** It tells in its provenance what it ignores. */
    @Part("given")
    private record ScaledData(double scale, boolean ignores) implements DataSource, Scaled {

        @Override
        public Dataset load(Progress progress, ValuePrecision precision) {
            double[] values = RandomKey.of(0).normal(20);
            for (int i = 0; i < values.length; i++) {
                values[i] *= used();
            }
            Examples all = Examples.real(2, values);
            return Dataset.of(
                    "scaled",
                    DataShape.flat(2),
                    all.select(0, 1, 2, 3),
                    all.select(4, 5, 6),
                    "of scale " + scale,
                    DataFacts.NONE);
        }
    }

    private static <P> Function<String, Object> reader(Class<P> part) {
        return text -> StrictMapper.of(part, PartContract.tree(text));
    }

    private static EstimatorContract estimator(String text, Map<String, String> withoutEffect) {
        return new EstimatorContract("given", 1, text) {
            @Override
            Object read(String settings) {
                return reader(ScaledElbo.class).apply(settings);
            }

            @Override
            protected Map<String, String> keysWithoutEffect() {
                return withoutEffect;
            }
        };
    }

    private static GenerativeEstimatorContract generative(String text) {
        return new GenerativeEstimatorContract("given", text) {
            @Override
            Object read(String settings) {
                return reader(ScaledElbo.class).apply(settings);
            }

            @Override
            protected boolean followsGradient() {
                return true;
            }
        };
    }

    private static RegularizerContract regularizer(String text) {
        return new RegularizerContract("given", text) {
            @Override
            Object read(String settings) {
                return reader(ScaledKl.class).apply(settings);
            }
        };
    }

    private static InferenceContract inference(String text) {
        return new InferenceContract("given", text) {
            @Override
            Object read(String settings) {
                return reader(ScaledInputs.class).apply(settings);
            }
        };
    }

    private static VariantContract variant(String text) {
        return new VariantContract("given", text) {
            @Override
            Object read(String settings) {
                return reader(ScaledVariant.class).apply(settings);
            }
        };
    }

    private static DataSourceContract data(String text) {
        return new DataSourceContract("given", text) {
            @Override
            Object read(String settings) {
                return reader(ScaledData.class).apply(settings);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> anIgnoredKeyIsNamed() {
        Map<String, Function<String, PartContract>> contracts =
                Map.of(
                        "estimator", text -> estimator(text, Map.of()),
                        "generative estimator", IgnoredSettingsTest::generative,
                        "regularizer", IgnoredSettingsTest::regularizer,
                        "inference", IgnoredSettingsTest::inference,
                        "variant", IgnoredSettingsTest::variant,
                        "data source", IgnoredSettingsTest::data);
        return contracts.entrySet().stream()
                .map(
                        kind ->
                                DynamicTest.dynamicTest(
                                        kind.getKey(), () -> assertNamed(kind.getValue())));
    }

    private static void assertNamed(Function<String, PartContract> contract) {
        assertThat(Failures.of(contract.apply(SOUND), CHANGES)).isEmpty();
        assertThat(Failures.of(contract.apply(IGNORING), CHANGES))
                .singleElement()
                .asString()
                .contains(
                        "the setting 'scale' changes nothing: " + IGNORING + " and ",
                        "is it read? If it acts elsewhere, name it in keysWithoutEffect()")
                .doesNotContain("'ignores'");
    }

    @Test
    void aKeyThatActsElsewhereIsNamedByTheContract() {
        Map<String, String> named = Map.of("scale", "it acts elsewhere");
        assertThat(Failures.of(estimator(IGNORING, named), CHANGES)).isEmpty();
        assertThat(Failures.of(estimator(SOUND, named), CHANGES))
                .singleElement()
                .asString()
                .contains("keysWithoutEffect() names 'scale', which changes numbers");
    }

    /** The weight of the KL, of which the part above 2 is ignored. */
    @Part("given")
    private record Limited(double weight) implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            double used = Math.min(weight, 2);
            return (ElboTerms terms, Step step) ->
                    new KlRegularizer.Regularized(terms.kl().mul(used), used);
        }
    }

    private static RegularizerContract limited(double weight, Map<String, String> withoutEffect) {
        return new RegularizerContract("given", "{weight: " + weight + "}") {
            @Override
            Object read(String settings) {
                return reader(Limited.class).apply(settings);
            }

            @Override
            protected Map<String, String> keysWithoutEffect() {
                return withoutEffect;
            }
        };
    }

    @Test
    void aKeyThatIsIgnoredAboveItsValueIsNamed() {
        assertThat(Failures.of(limited(0.9, Map.of()), CHANGES)).isEmpty();
        assertThat(Failures.of(limited(2, Map.of()), CHANGES))
                .singleElement()
                .asString()
                .contains("the setting 'weight' changes nothing above its default: ");
        Map<String, String> isLimit = Map.of("weight above its default", "it is a limit");
        assertThat(Failures.of(limited(2, isLimit), CHANGES)).isEmpty();
        assertThat(Failures.of(limited(0.9, isLimit), CHANGES))
                .singleElement()
                .asString()
                .contains("keysWithoutEffect() names 'weight above its default', which changes");
    }

    /** The weight of the KL by the step, of which the value at step 0 alone may be used. */
    @Part("given")
    private record Scheduled(Schedule weight, boolean frozen) implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return (ElboTerms terms, Step step) -> {
                double used = weight.at(frozen ? 0 : step.clock().step());
                return new KlRegularizer.Regularized(terms.kl().mul(used), used);
            };
        }
    }

    private static RegularizerContract scheduled(String text, Map<String, String> withoutEffect) {
        return new RegularizerContract("given", text) {
            @Override
            Object read(String settings) {
                return reader(Scheduled.class).apply(settings);
            }

            @Override
            protected Map<String, String> keysWithoutEffect() {
                return withoutEffect;
            }
        };
    }

    @Test
    void aScheduleThatIsReadOnceIsNamed() {
        String weight = "{weight: {type: 'exponential', from: 2, to: 1, rate: 0.1, every: 1}, ";
        String sound = weight + "frozen: false}";
        String frozen = weight + "frozen: true}";
        Map<String, String> excused = Map.of("weight after its first step", "on purpose");
        assertThat(Failures.of(scheduled(sound, Map.of()), CHANGES)).isEmpty();
        assertThat(Failures.of(scheduled(frozen, Map.of()), CHANGES))
                .singleElement()
                .asString()
                .contains("the setting 'weight' changes nothing after its first step: ");
        assertThat(Failures.of(scheduled(frozen, excused), CHANGES)).isEmpty();
        assertThat(Failures.of(scheduled(sound, excused), CHANGES))
                .singleElement()
                .asString()
                .contains("keysWithoutEffect() names 'weight after its first step', which changes");
    }

    private record Range(double from, double to) {}

    /** The weight of the KL, of which the end of a range is ignored. */
    @Part("given")
    private record OfRange(Range weight) implements RegularizerPart {

        @Override
        public KlRegularizer create(EstimatorContext context) {
            return (ElboTerms terms, Step step) ->
                    new KlRegularizer.Regularized(terms.kl().mul(weight.from()), weight.from());
        }
    }

    @Test
    void anIgnoredKeyOfAKeyIsNamedByItsPath() {
        RegularizerContract contract =
                new RegularizerContract("given", "{weight: {from: 1, to: 2}}") {
                    @Override
                    Object read(String settings) {
                        return reader(OfRange.class).apply(settings);
                    }
                };
        assertThat(Failures.of(contract, CHANGES))
                .singleElement()
                .asString()
                .contains("the setting 'weight.to' changes nothing")
                .doesNotContain("'weight.from'");
    }

    /** A baseline that it learns, and does not say so. */
    @Part("given")
    private record Unlisted() implements EstimatorPart {

        @Override
        public Estimator create(EstimatorContext context) {
            Parameter baseline =
                    Parameter.learned(
                            "baseline",
                            context.part().runtime().tensor(new double[3], Shape.of(3)));
            return step -> {
                ImportanceTerms terms = step.importance(1);
                Tensor bound = ImportanceTerms.logMean(terms.logWeights());
                return terms.objective(bound, bound.sub(baseline.value().sum()));
            };
        }
    }

    @Test
    void aLearnedTensorThatIsNoParameterIsFound() {
        EstimatorContract contract =
                new EstimatorContract("given", 1) {
                    @Override
                    Object read(String settings) {
                        return new Unlisted();
                    }
                };
        assertThat(Failures.of(contract, "learnedTensorsAreParameters"))
                .singleElement()
                .asString()
                .contains("[3]", "are not in parameters()");
    }

    /** A baseline that it learns where it has one, and never says so. */
    @Part("given")
    private record UnlistedIfAny(boolean learns) implements EstimatorPart {

        @Override
        public Estimator create(EstimatorContext context) {
            return learns ? new Unlisted().create(context) : new ScaledElbo(1, false);
        }
    }

    @Test
    void aLearnedTensorThatNoSettingsListIsFound() {
        EstimatorContract contract =
                new EstimatorContract("given", 1, "{learns: true}") {
                    @Override
                    Object read(String settings) {
                        return reader(UnlistedIfAny.class).apply(settings);
                    }
                };
        assertThat(Failures.of(contract, "learnedTensorsAreParameters"))
                .singleElement()
                .asString()
                .contains("[3]", "are not in parameters()");
    }
}
