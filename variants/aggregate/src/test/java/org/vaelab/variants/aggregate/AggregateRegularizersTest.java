// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.parts.estimator.ImportanceWeighted;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.StepReport;
import org.vaelab.testkit.family.ToyCode;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.family.ToySphere;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** The settings of the regularisers, and what they make of them beside other parts. */
final class AggregateRegularizersTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(AggregateRegularizersTest.class.getClassLoader());
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> LEAST =
            Map.of(
                    "beta-tc", "{'beta':4}",
                    "dip", "{'offDiagonal':1}",
                    "mmd", "{'alpha':0.5,'lambda':10}");

    private static RegularizerPart settings(String regularizer, String json)
            throws JsonProcessingException {
        Class<? extends RegularizerPart> type =
                PLUGINS.of(RegularizerPart.class).get(regularizer).type();
        return StrictMapper.of(type, JSON.readTree(json.replace('\'', '"')));
    }

    private static SmallProblem.Setup problem(String regularizer, String json)
            throws JsonProcessingException {
        RegularizerPart part = settings(regularizer, json);
        return SmallProblem.toy(PLUGINS).withRegularizer(part);
    }

    private static SmallProblem.Setup around(String regularizer, PosteriorPart posterior)
            throws JsonProcessingException {
        String least = Objects.requireNonNull(LEAST.get(regularizer));
        return problem(regularizer, least).withPosterior(posterior);
    }

    private static void assertRefused(
            SmallProblem.Setup setup, UnaryOperator<ModelBlueprint.OfParts> change, String reason) {
        assertThatThrownBy(() -> setup.with(change).open().close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "beta-tc | {'beta':-1} | beta must be finite and not negative, is -1.0",
                "beta-tc | {'alpha':-1,'beta':1} | alpha must be finite and not negative, is -1.0",
                "beta-tc | {'beta':1,'gamma':-2} | gamma must be finite and not negative, is -2.0",
                "dip | {'offDiagonal':-1} | offDiagonal must be finite and not negative, is -1.0",
                "dip | {'offDiagonal':1,'diagonal':-3} | diagonal must be finite and not negative",
                "mmd | {'lambda':0} | lambda must be finite and above 1 - alpha = 0.0, is 0.0: the",
                "mmd | {'alpha':0.25,'lambda':0.75} | lambda must be finite and above 1 - alpha =",
                "mmd | {'alpha':2,'lambda':1} | alpha must be at most 1, is 2.0: the KL has weight",
                "mmd | {'lambda':1,'scale':0} | scale must be finite and above 0, is 0.0",
            })
    void refuses(String regularizer, String json, String reason) {
        assertThatThrownBy(() -> settings(regularizer, json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    /** DIP-VAE-I has ten times the weight on the diagonal, DIP-VAE-II the same. */
    @Test
    void theDiagonalWeighsAsPublished() throws JsonProcessingException {
        assertThat(settings("dip", "{'offDiagonal':2}"))
                .isEqualTo(new CovariancePenalty(CovariancePenalty.Covariance.MEANS, 2, 20.0));
        assertThat(settings("dip", "{'covariance':'aggregate','offDiagonal':2}"))
                .isEqualTo(new CovariancePenalty(CovariancePenalty.Covariance.AGGREGATE, 2, 2.0));
    }

    /** Otherwise than asked nothing is done: the number is that of the training data. */
    @Test
    void betaTcWithEqualWeightsTrainsTheBound() throws JsonProcessingException {
        History bound = trained(SmallProblem.toy(PLUGINS));
        History equal = trained(problem("beta-tc", "{'beta':1}").withPosterior(plane()));
        StepReport first = equal.reports().get(0);
        assertThat(first.values().get("bound"))
                .isCloseTo(bound.reports().get(0).values().get("bound"), within(1e-12));
        assertThat(first.klWeight()).isEqualTo(1);
        // KL over draws in the loss, in closed form in the bound.
        assertThat(equal.mean("loss", 0, 200)).isCloseTo(-equal.mean("bound", 0, 200), within(0.1));
    }

    private static PosteriorPart plane() {
        return new ToyNormal.Family(2);
    }

    private static History trained(SmallProblem.Setup setup) {
        try (SmallProblem problem = setup.open()) {
            History history = new History();
            problem.train(SmallProblem.steps(200), CheckpointStore.none(), history);
            return history;
        }
    }

    /** The bound that is reported has the KL, whatever the loss has. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"{'lambda':20}", "{'alpha':0.5,'lambda':20}"})
    void theBoundKeepsTheKlThatMmdWeighs(String json) throws JsonProcessingException {
        History history = trained(problem("mmd", json).withPosterior(plane()));
        StepReport last = history.reports().get(199);
        assertThat(last.klWeight()).isEqualTo(json.contains("alpha") ? 0.5 : 0);
        assertThat(last.values().get("kl")).isPositive();
        assertThat(last.values().get("bound"))
                .isCloseTo(
                        last.values().get("reconstruction") - last.values().get("kl"),
                        within(1e-12));
    }

    @Test
    void mmdStandsOnASphereToo() throws JsonProcessingException {
        History history = trained(around("mmd", new ToySphere.Family(2)));
        assertThat(history.reports().get(199).values().get("loss")).isFinite();
    }

    @Test
    void whatDoesNotFitIsRefusedByName() throws JsonProcessingException {
        UnaryOperator<ModelBlueprint.OfParts> asItIs = blueprint -> blueprint;
        assertRefused(
                around("beta-tc", new ToySphere.Family(2)),
                asItIs,
                "regularizer 'beta-tc' takes the densities of single units of the posterior, and those"
                        + " of ToySphere are not known");
        assertRefused(
                around("dip", new ToySphere.Family(2)),
                asItIs,
                "regularizer 'dip' needs one latent variable, on a space of kind Euclidean, not S^2");
        assertRefused(
                around("mmd", new ToyCode.Settings(2, 3, true)),
                asItIs,
                "regularizer 'mmd' compares draws in a space without steps, not in onehot(2, 3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"beta-tc", "dip", "mmd"})
    void aChainIsRefused(String regularizer) throws JsonProcessingException {
        SmallProblem.Setup setup =
                problem(regularizer, Objects.requireNonNull(LEAST.get(regularizer)));
        Hierarchy chain = HierarchyNotation.parse("toy-normal(2) > toy-normal(3)", PLUGINS);
        assertThatThrownBy(
                        () ->
                                ChainRun.of(Runtimes.reference(DType.FLOAT64), setup, chain, 1)
                                        .close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        regularizer.equals("dip")
                                ? "regularizer 'dip' needs one latent variable, on a space of kind"
                                        + " Euclidean, not R^2 > R^3"
                                : "regularizer '"
                                        + regularizer
                                        + "' holds the aggregate posterior of one latent variable,"
                                        + " not of R^2 > R^3");
    }

    @ParameterizedTest
    @CsvSource({
        "beta-tc, the weights of its parts",
        "dip, a penalty on a covariance",
        "mmd, a maximum mean discrepancy"
    })
    void onlyTheEvidenceLowerBoundTakesThem(String regularizer, String held)
            throws JsonProcessingException {
        EstimatorPart iwae = new ImportanceWeighted(3);
        assertRefused(
                around(regularizer, plane()),
                blueprint -> blueprint.withEstimator(iwae),
                "the KL of this model is held by " + held + ", which has no weight by step;");
    }

    @Test
    void aWeightOfWhatIsNotInTheLossIsRefused() throws JsonProcessingException {
        SmallProblem.Setup alone = problem("mmd", "{'lambda':20}").withPosterior(plane());
        assertRefused(
                alone,
                blueprint -> blueprint.trainedBy(Schedule.warmup(5), false),
                "training.klWeight and training.warmup weigh the KL, of which alpha: 1 leaves");
        around("mmd", plane())
                .with(blueprint -> blueprint.trainedBy(Schedule.warmup(5), false))
                .open()
                .close();
    }

    @Test
    void aPriorThatWouldLearnNothingIsRefused() throws JsonProcessingException {
        PriorPart learned = PLUGINS.of(PriorPart.class).create("learned-normal");
        SmallProblem.Setup alone = problem("mmd", "{'lambda':20}").withPosterior(plane());
        assertRefused(
                alone.withPrior(learned),
                blueprint -> blueprint,
                "regularizer 'mmd' with alpha: 1 leaves no KL in the loss, by which alone a prior learns");
        alone.withFittedPrior(learned).open().close();
        around("mmd", plane()).withPrior(learned).open().close();
    }
}
