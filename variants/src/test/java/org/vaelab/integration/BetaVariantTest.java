// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.FreeBits;
import org.vaelab.framework.estimator.ImportanceWeighted;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.standard.ElboFactory;
import org.vaelab.framework.plugin.standard.ImportanceWeightedFactory;
import org.vaelab.framework.plugin.standard.NoSettings;
import org.vaelab.framework.plugin.standard.SphereSettings;
import org.vaelab.framework.prior.UniformSphere;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.variants.beta.BetaVariant;

/** The settings of the beta variant, and what it makes of them beside other parts. */
final class BetaVariantTest {

    private static final Plugins PLUGINS = Plugins.load(BetaVariantTest.class.getClassLoader());
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schedule ONE = Schedule.constant(1);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static BetaVariant.Settings settings(String json) throws JsonProcessingException {
        return JSON.readValue(json.replace('\'', '"'), BetaVariant.Settings.class);
    }

    private AssembledModel assemble(
            String settings,
            Optional<Chosen<PosteriorFactory<?>>> posterior,
            Optional<Chosen<EstimatorFactory<?>>> estimator,
            Schedule klWeight)
            throws JsonProcessingException {
        ModelBlueprint blueprint =
                new ModelBlueprint(
                        new Chosen<>("beta", PLUGINS.variants().get("beta"), settings(settings)),
                        posterior,
                        Optional.empty(),
                        estimator,
                        new Chosen<>(
                                "bernoulli",
                                PLUGINS.likelihoods().get("bernoulli"),
                                new NoSettings()),
                        new NetworkSettings(null, List.of(4), null, null, null),
                        klWeight);
        KnownOutline data =
                new KnownOutline(
                        DataShape.flat(3), ValueDomain.BINARY, new double[] {0.2, 0.5, 0.7});
        return blueprint.assemble(runtime, PLUGINS, data, RandomKey.of(1));
    }

    private Estimator estimator(String settings, Schedule klWeight) throws JsonProcessingException {
        return assemble(settings, Optional.empty(), Optional.empty(), klWeight).estimator();
    }

    private static Optional<Chosen<EstimatorFactory<?>>> named(String name, Record settings) {
        return Optional.of(new Chosen<>(name, PLUGINS.estimators().get(name), settings));
    }

    private static Optional<Chosen<PosteriorFactory<?>>> sphere() {
        String name = "von-mises-fisher";
        return Optional.of(
                new Chosen<>(name, PLUGINS.posteriors().get(name), new SphereSettings(2)));
    }

    private static double weight(Estimator estimator, long step) {
        return estimator.klWeight(new Clock(step, 100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'latent':2}  | variant beta needs one of beta, capacity and constraint",
                "{'beta':2,'capacity':{}} | beta excludes capacity: only one of beta,",
                "{'beta':2,'constraint':{'kl':1}} | beta excludes constraint: only one of beta,",
                "{'capacity':{},'constraint':{'kl':1}} | capacity excludes constraint: only one",
                "{'beta':-1}   | beta must not be negative, falls to -1.0",
                "{'latent':0,'beta':1} | latent must be at least 1, is 0",
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
                .isInstanceOf(ValueInstantiationException.class)
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void theWeightsOfVariantAndTrainingAreMultiplied() throws JsonProcessingException {
        Estimator warmed = estimator("{'latent':2,'beta':4}", Schedule.warmup(8));
        assertThat(warmed).isInstanceOf(Elbo.class);
        assertThat(weight(warmed, 0)).isZero();
        assertThat(weight(warmed, 2)).isEqualTo(1);
        assertThat(weight(warmed, 50)).isEqualTo(4);

        String rising = "{'latent':2,'beta':{'type':'linear','from':1,'to':5,'steps':4}}";
        assertThat(weight(estimator(rising, Schedule.constant(0.5)), 1)).isEqualTo(1);
        assertThat(weight(estimator(rising, ONE), 9)).isEqualTo(5);
        assertThatThrownBy(() -> estimator(rising, Schedule.warmup(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("beta and the weight of training");
    }

    @Test
    void capacityAndConstraintRefuseAnotherWeight() {
        for (String held : List.of("'capacity':{}", "'constraint':{'kl':1}")) {
            assertThatThrownBy(() -> estimator("{'latent':2," + held + "}", Schedule.warmup(8)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("training.klWeight and training.warmup weigh the KL");
        }
    }

    @Test
    void everyEstimatorKnowsTheWeight() throws JsonProcessingException {
        Estimator iwae =
                assemble(
                                "{'latent':2,'beta':4}",
                                Optional.empty(),
                                named("iwae", new ImportanceWeightedFactory.Settings(3)),
                                ONE)
                        .estimator();
        assertThat(iwae).isInstanceOf(ImportanceWeighted.class);
        assertThat(weight(iwae, 0)).isEqualTo(4);

        ElboFactory.Free free = new ElboFactory.Free(0.5, FreeBits.Per.UNIT);
        Estimator freed =
                assemble(
                                "{'latent':2,'beta':4}",
                                Optional.empty(),
                                named("elbo", new ElboFactory.Settings(2, null, free)),
                                ONE)
                        .estimator();
        assertThat(weight(freed, 0)).isEqualTo(4);
    }

    @Test
    void onlyTheEvidenceLowerBoundTakesACapacity() throws JsonProcessingException {
        String capacity = "{'latent':2,'capacity':{}}";
        ElboFactory.Free free = new ElboFactory.Free(0.5, FreeBits.Per.UNIT);
        assertThat(
                        assemble(
                                        capacity,
                                        Optional.empty(),
                                        named("elbo", new ElboFactory.Settings(3, null, null)),
                                        ONE)
                                .estimator())
                .isInstanceOf(Elbo.class);
        for (var other :
                List.of(
                        named("iwae", new ImportanceWeightedFactory.Settings(3)),
                        named("elbo", new ElboFactory.Settings(1, null, free)))) {
            assertThatThrownBy(() -> assemble(capacity, Optional.empty(), other, ONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the KL of this model is held by a capacity, which has no weight by"
                                    + " step; only the estimator elbo, without freeBits, goes with"
                                    + " it");
        }
    }

    @Test
    void aroundAnotherPosteriorThePriorIsThatOfTheFamily() throws JsonProcessingException {
        AssembledModel model = assemble("{'beta':4}", sphere(), Optional.empty(), ONE);
        assertThat(model.model().posterior().space()).isEqualTo(Sphere.ofDimension(2));
        assertThat(model.model().prior()).isInstanceOf(UniformSphere.class);
        assertThat(weight(model.estimator(), 0)).isEqualTo(4);
    }

    @Test
    void latentIsOfTheOwnPosteriorAlone() {
        assertThatThrownBy(() -> assemble("{'beta':4}", Optional.empty(), Optional.empty(), ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the key 'latent' is missing\n");
        assertThatThrownBy(() -> assemble("{'latent':2,'beta':4}", sphere(), Optional.empty(), ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "latent: 2 is the dimension of the variant's own posterior, but the model"
                                + " has posterior 'von-mises-fisher'\nleave one of the two out");
    }

    @Test
    void freeBitsPerUnitOfASphereAreRefusedBeforeTraining() {
        ElboFactory.Free free = new ElboFactory.Free(0.5, FreeBits.Per.UNIT);
        assertThatThrownBy(
                        () ->
                                assemble(
                                        "{'beta':4}",
                                        sphere(),
                                        named("elbo", new ElboFactory.Settings(1, null, free)),
                                        ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not known for each unit");
    }

    @Test
    void theDefaultsOfAConstraint() throws JsonProcessingException {
        var constraint = settings("{'constraint':{'kl':10}}").constraint();
        assertThat(constraint).isNotNull();
        assertThat(constraint.start()).isEqualTo(1);
        assertThat(constraint.least()).isCloseTo(1e-4, within(0.0));
    }
}
