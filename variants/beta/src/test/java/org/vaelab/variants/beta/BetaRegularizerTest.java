// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Elbo.FreeBits;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.StepReport;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** The settings of the beta regulariser, and what it makes of them beside other parts. */
final class BetaRegularizerTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(BetaRegularizerTest.class.getClassLoader());
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schedule ONE = Schedule.constant(1);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static BetaRegularizer settings(String json) throws JsonProcessingException {
        return StrictMapper.of(BetaRegularizer.class, JSON.readTree(json.replace('\'', '"')));
    }

    private AssembledModel assemble(
            String settings,
            Optional<PosteriorPart> posterior,
            Optional<EstimatorPart> estimator,
            Schedule klWeight)
            throws JsonProcessingException {
        ModelBlueprint.OfParts blueprint =
                ModelBlueprint.of(
                                new ToyNormal.Family(2),
                                PLUGINS.of(LikelihoodPart.class).create("bernoulli"),
                                NetworkSettings.of(PLUGINS, "mlp", Map.of("hidden", List.of(4))))
                        .trainedBy(klWeight, false)
                        .toBuilder()
                        .regularizer(settings(settings))
                        .build();
        if (posterior.isPresent()) {
            blueprint = blueprint.withPosterior(posterior.get());
        }
        if (estimator.isPresent()) {
            blueprint = blueprint.withEstimator(estimator.get());
        }
        KnownData data =
                new KnownData(DataShape.flat(3), ValueDomain.BINARY, new double[] {0.2, 0.5, 0.7});
        return blueprint.assemble(runtime, PLUGINS, data, RandomKey.of(1));
    }

    private AssembledModel assemble(String settings, Schedule klWeight)
            throws JsonProcessingException {
        return assemble(settings, Optional.empty(), Optional.empty(), klWeight);
    }

    private static Optional<PosteriorPart> sphere() {
        return Optional.of(new ToySphere.Family(2));
    }

    /** The weight of the KL that a step uses. */
    private double weight(AssembledModel assembled, long step) {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = assembled.model();
            return assembled
                    .estimator()
                    .estimate(
                            assembled.step(
                                    model.trial(),
                                    RandomKey.of(2),
                                    new TrainingProgress(step, 100)))
                    .klWeight()
                    .getAsDouble();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}  | regularizer beta needs one of beta, capacity and constraint",
                "{'beta':2,'capacity':{}} | beta excludes capacity: only one of beta,",
                "{'beta':2,'constraint':{'kl':1}} | beta excludes constraint: only one of beta,",
                "{'capacity':{},'constraint':{'kl':1}} | capacity excludes constraint: only one",
                "{'beta':-1}   | beta must not be negative, falls to -1.0",
                "{'beta':{'type':'linear','from':4,'to':-1,'steps':3}} | beta must not be negative",
                "{'capacity':{'gamma':0}} | gamma must be finite and above 0, is 0.0",
                "{'capacity':{'to':-1}} | to must be finite and not negative, is -1.0",
                "{'capacity':{'steps':0}} | steps must be at least 1, is 0",
                "{'constraint':{}} | a constraint needs kl, the most nats of the KL, or",
                "{'constraint':{'kl':1,'reconstruction':-1}} | kl and reconstruction exclude one",
                "{'constraint':{'kl':0}} | kl must be finite and above 0, is 0.0",
                "{'constraint':{'kl':1,'rate':0}} | rate must be finite and above 0, is 0.0",
                "{'constraint':{'kl':1,'decay':1}} | decay must be in [0, 1), is 1.0",
                "{'constraint':{'kl':1,'most':0.5}} | start must be from least to most, 1.0E-4 to",
            })
    void refuses(String json, String reason) {
        assertThatThrownBy(() -> settings(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void theWeightsOfRegularizerAndTrainingAreMultiplied() throws JsonProcessingException {
        AssembledModel warmed = assemble("{'beta':4}", Schedule.warmup(8));
        assertThat(warmed.estimator()).isInstanceOf(Elbo.class);
        assertThat(weight(warmed, 0)).isZero();
        assertThat(weight(warmed, 2)).isEqualTo(1);
        assertThat(weight(warmed, 50)).isEqualTo(4);

        String rising = "{'beta':{'type':'linear','from':1,'to':5,'steps':4}}";
        assertThat(weight(assemble(rising, Schedule.constant(0.5)), 1)).isEqualTo(1);
        assertThat(weight(assemble(rising, ONE), 9)).isEqualTo(5);
        assertThatThrownBy(() -> assemble(rising, Schedule.warmup(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("beta and the weight of training");
    }

    @Test
    void capacityAndConstraintRefuseAnotherWeight() {
        for (String held : List.of("'capacity':{}", "'constraint':{'kl':1}")) {
            assertThatThrownBy(() -> assemble("{" + held + "}", Schedule.warmup(8)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("training.klWeight and training.warmup weigh the KL");
        }
    }

    @Test
    void everyEstimatorKnowsTheWeight() throws JsonProcessingException {
        AssembledModel iwae =
                assemble(
                        "{'beta':4}",
                        Optional.empty(),
                        Optional.of(new ImportanceWeighted(3)),
                        ONE);
        assertThat(iwae.estimator()).isInstanceOf(ImportanceWeighted.class);
        assertThat(weight(iwae, 0)).isEqualTo(4);

        FreeBits free = new FreeBits(0.5, FreeBits.Per.UNIT);
        AssembledModel freed =
                assemble(
                        "{'beta':4}",
                        Optional.empty(),
                        Optional.of(new Elbo(2, KlMode.AUTO, free)),
                        ONE);
        assertThat(weight(freed, 0)).isEqualTo(4);
    }

    @Test
    void onlyTheEvidenceLowerBoundTakesACapacity() throws JsonProcessingException {
        String capacity = "{'capacity':{}}";
        FreeBits free = new FreeBits(0.5, FreeBits.Per.UNIT);
        assertThat(
                        assemble(
                                        capacity,
                                        Optional.empty(),
                                        Optional.of(new Elbo(3, KlMode.AUTO)),
                                        ONE)
                                .estimator())
                .isInstanceOf(Elbo.class);
        for (Optional<EstimatorPart> other :
                List.<Optional<EstimatorPart>>of(
                        Optional.of(new ImportanceWeighted(3)),
                        Optional.of(new Elbo(1, KlMode.AUTO, free)))) {
            assertThatThrownBy(() -> assemble(capacity, Optional.empty(), other, ONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the KL of this model is held by a capacity, which has no weight by"
                                    + " step; only the estimator elbo, without freeBits, goes with"
                                    + " it");
        }
    }

    @Test
    void aroundAnotherPosteriorThePriorIsThatOfItsSpace() throws JsonProcessingException {
        AssembledModel model = assemble("{'beta':4}", sphere(), Optional.empty(), ONE);
        OneLatent parts = new OneLatent(model.model());
        assertThat(parts.family().space()).isEqualTo(Sphere.ofDimension(2));
        assertThat(parts.prior()).isInstanceOf(UniformSphere.class);
        assertThat(weight(model, 0)).isEqualTo(4);
    }

    /** The weight holds the KL of all variables of a chain together. */
    @Tag("slow")
    @Test
    void aChainIsHeldAsAWhole() throws JsonProcessingException {
        Hierarchy chain = HierarchyNotation.parse("toy-sphere(2) > toy-normal(3)", PLUGINS);
        for (String held : List.of("{'beta':2}", "{'capacity':{'to':1,'steps':1}}")) {
            BetaRegularizer part = settings(held);
            SmallProblem.Setup setup = SmallProblem.toy(PLUGINS).withRegularizer(part);
            try (ChainRun run = ChainRun.of(Runtimes.nd4j(DType.FLOAT64), setup, chain, 200)) {
                run.requireSound(0.5);
                assertThat(run.evaluation().metrics())
                        .containsKeys("kl.toy-sphere", "kl.toy-normal");
                for (StepReport report : run.history().reports()) {
                    double kl = Objects.requireNonNull(report.values().get("kl"));
                    double regularised =
                            held.contains("beta") ? 2 * kl : 30 * Math.abs(kl - capacity(report));
                    assertThat(report.values().get("loss"))
                            .isCloseTo(
                                    regularised
                                            - Objects.requireNonNull(
                                                    report.values().get("reconstruction")),
                                    within(1e-10));
                }
            }
        }
    }

    private static double capacity(StepReport report) {
        return report.step() == 1 ? 0 : 1;
    }

    @Test
    void freeBitsPerUnitOfASphereAreRefusedBeforeTraining() {
        FreeBits free = new FreeBits(0.5, FreeBits.Per.UNIT);
        assertThatThrownBy(
                        () ->
                                assemble(
                                        "{'beta':4}",
                                        sphere(),
                                        Optional.of(new Elbo(1, KlMode.AUTO, free)),
                                        ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not known for each unit");
    }

    @Test
    void theDefaultsOfAConstraint() throws JsonProcessingException {
        var constraint = settings("{'constraint':{'kl':10}}").constraint();
        assertThat(constraint).isNotNull();
        assertThat(constraint.start()).isEqualTo(1);
        assertThat(constraint.least()).isEqualTo(1e-4);
    }
}
