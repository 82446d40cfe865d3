// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyReference;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Moments;

/**
 * The contract of every inference, in training and as further inference on a trained model.
 *
 * <pre>{@code
 * final class StochasticVariationalInferenceContractTest extends InferenceContract {
 *     StochasticVariationalInferenceContractTest() {
 *         super("svi", "{steps: 3}");
 *     }
 * }
 * }</pre>
 *
 * <p>The bound of its posteriors is compared with log p(x) of models with one latent number and
 * with a chain of two, where both are integrals.
 */
public abstract non-sealed class InferenceContract extends PartContract {

    private static final Phase EVALUATION = Phase.evaluation();
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 100));
    private static final List<Phase> PHASES = List.of(EVALUATION, TRAINING);
    private static final int DRAWS = 4000;
    private static final int FEW = 4;

    /** Of a bound to the best, in nats: a tenth of a deviation in the mean is 0.005. */
    private static final double GAP = 0.02;

    /** Equal up to rounding. */
    private static final double SAME = 1e-9;

    /**
     * Creates the contract of a registered inference.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected InferenceContract(String name, String... settings) {
        super(InferencePart.class, name, settings);
    }

    /** Returns whether it finds values alone, of which no density is known. */
    protected boolean findsDrawsAlone() {
        return false;
    }

    /**
     * Returns whether it is of models alone whose posterior is known. The contract is then of one
     * number and data that are Normal given it, and its bound is log p(x).
     */
    protected boolean needsTractableModel() {
        return false;
    }

    /**
     * Returns settings by which an ascent has converged, of an inference that learns nothing beside q:
     * many small steps of few draws each. By default empty.
     */
    protected Optional<String> convergedSettings() {
        return Optional.empty();
    }

    /** Returns the domain of the data for which the inference is made. */
    protected ValueDomain data() {
        return ValueDomain.BINARY;
    }

    private GenerativeModel single(TensorRuntime on) {
        return needsTractableModel() ? new LinearEvidence(on) : EvidenceModel.single(on);
    }

    /** The use of an inference. */
    private enum Use {
        TRAINING,
        ON_A_TRAINED_MODEL
    }

    private InferenceUnderTest made(TensorRuntime on, String settings, Use use, RandomKey key) {
        return made(on, made(InferencePart.class, settings), use, key);
    }

    private InferenceUnderTest made(TensorRuntime on, InferencePart part, Use use, RandomKey key) {
        PosteriorFamily family = EvidenceModel.family();
        Optional<AmortizedInference> trained =
                use == Use.TRAINING
                        ? Optional.empty()
                        : Optional.of(EvidenceModel.encoder(on, RandomKey.of(1), family));
        return made(on, part, single(on), family, trained, key);
    }

    private InferenceUnderTest made(
            TensorRuntime on,
            InferencePart part,
            GenerativeModel generative,
            PosteriorFamily family,
            Optional<AmortizedInference> trained,
            RandomKey key) {
        PartContext context = Assembly.context(on, key.split("part"), Assembly.WIDTH, data());
        return made(context, part, generative, family, trained, key);
    }

    private InferenceUnderTest made(
            PartContext context,
            InferencePart part,
            GenerativeModel generative,
            PosteriorFamily family,
            Optional<AmortizedInference> trained,
            RandomKey key) {
        Inference inference =
                part.create(
                        InferenceUnderTest.context(
                                context, generative, family, trained, plugins().divergences()));
        move(context.runtime(), inference.parameters(), key);
        return InferenceUnderTest.of(inference, generative, plugins().divergences());
    }

    @Override
    List<?> values(Class<?> type) {
        return type == Use.class ? List.of(Use.values()) : super.values(type);
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        Fingerprint print = new Fingerprint(runtime());
        Batch batch = EvidenceModel.batch(runtime());
        for (Use use : Use.values()) {
            InferenceUnderTest made = made(runtime(), (InferencePart) part, use, key);
            if (use == Use.TRAINING) {
                print.addParameters(made.model().parameters());
            }
            for (Phase phase : SettingsOfPosterior.PHASES) {
                JointPosterior q = made.infer(batch, key, phase);
                JointDraw draw = q.draw(key, FEW);
                print.add("location", InferenceUnderTest.bytes(q.location()));
                print.add("draws", InferenceUnderTest.bytes(draw.values()));
                print.add("log q", draw.logProbability());
                step(draw);
            }
            addLoss(print, made, batch, key);
            made.inference().parameters().forEach(p -> print.add("at last", p.value()));
        }
        try {
            InferenceUnderTest made = ofChain((InferencePart) part, key);
            made.inference().parameters().forEach(p -> print.add("of a chain", p.value()));
        } catch (IllegalArgumentException e) {
            print.addRejected("a chain");
        }
        return Optional.of(print);
    }

    private InferenceUnderTest ofChain(InferencePart part, RandomKey key) {
        return made(
                runtime(),
                part,
                EvidenceModel.chain(runtime()),
                EvidenceModel.family(),
                Optional.empty(),
                key);
    }

    private void addLoss(Fingerprint print, InferenceUnderTest made, Batch batch, RandomKey key) {
        try (GradientTape tape = GradientTape.record(runtime())) {
            Tensor loss = loss(made, batch, key);
            print.add("loss", loss);
            if (loss.isTracked()) {
                Gradients gradients = tape.gradients(loss);
                learned(made).forEach(p -> print.add("gradient", gradients.of(p.value())));
            }
        }
    }

    /** The name in records is the one by which a config finds the inference. */
    @Check("name")
    final void itsNameIsThatOfTheConfig(String settings, Use use, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, use, key);
        assertThat(made.inference().name()).isEqualTo(part());
        assertThat(names(made.model().parameters())).doesNotHaveDuplicates();
    }

    /** The same keys give the same bytes, another key of the draws others. */
    @Check("keys")
    final void keysDecideTheBytes(String settings, Use use, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, use, key);
        Batch batch = EvidenceModel.batch(runtime());
        RandomKey noise = key.split("noise");
        for (Phase phase : PHASES) {
            JointPosterior q = made.infer(batch, noise, phase);
            JointPosterior again = made.infer(batch, noise, phase);
            assertThat(InferenceUnderTest.bytes(again.location()))
                    .isEqualTo(InferenceUnderTest.bytes(q.location()));
            JointDraw draw = q.draw(key, 3);
            assertThat(InferenceUnderTest.bytes(again.draw(key, 3).values()))
                    .isEqualTo(InferenceUnderTest.bytes(draw.values()));
            if (!draw.isPointMass()) {
                assertThat(InferenceUnderTest.bytes(q.draw(key.split("other"), 3).values()))
                        .as("another key")
                        .isNotEqualTo(InferenceUnderTest.bytes(draw.values()));
            }
        }
    }

    /** Draws of all variables, in the shapes of their spaces, with their densities. */
    @Check("shapes")
    final void shapesAreThoseOfTheModel(String settings, Use use, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, use, key);
        for (Phase phase : PHASES) {
            made.checkShapes(phase, key);
        }
    }

    /**
     * The bound of each posterior is at most log p(x), where both are integrals; the density
     * integrates to 1; and the mean over draws is that bound.
     */
    @Check("evidence")
    final void theBoundIsBelowTheEvidence(String settings, Use use, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, use, key);
        Batch batch = EvidenceModel.batch(runtime());
        double[] evidence = EvidenceModel.evidenceOfSingle(made.generative(), batch);
        assertThat(made.inference().form()).isEqualTo(form());
        for (Phase phase : PHASES) {
            JointPosterior q = made.infer(batch, key.split("noise"), phase);
            if (!findsDrawsAlone() && !q.draw(key, 1).isPointMass()) {
                checkBound(made, q, batch, evidence, key);
            }
        }
    }

    private PosteriorForm form() {
        if (findsDrawsAlone()) {
            return PosteriorForm.DRAWS;
        }
        return needsTractableModel() ? PosteriorForm.EXACT : PosteriorForm.DENSITY;
    }

    private void checkBound(
            InferenceUnderTest made,
            JointPosterior q,
            Batch batch,
            double[] evidence,
            RandomKey key) {
        Tensor logJoint = EvidenceModel.logJoint(made.generative(), batch);
        Tensor logQ = logDensity(q, batch);
        double[] total = EvidenceModel.logIntegral(logQ).readDoubles();
        assertClose("log of the integral of q", total, new double[total.length], 1e-6);
        double[] bound = bounds(logQ, logJoint);
        Comparison comparison = Comparison.of(bound.length);
        double[][] samples = made.logWeights(q, batch, DRAWS, key);
        for (int b = 0; b < bound.length; b++) {
            if (needsTractableModel()) {
                double[] equal = new double[DRAWS];
                Arrays.fill(equal, evidence[b]);
                assertClose("log p(x, z) - log q(z) of every draw", samples[b], equal, 1e-9);
                continue;
            }
            if (!(bound[b] <= evidence[b] + 1e-6)) {
                throw new AssertionError(
                        "the bound of datum "
                                + b
                                + " is "
                                + bound[b]
                                + ", above log p(x) = "
                                + evidence[b]);
            }
            comparison.check(
                    "mean over draws of log p(x, z) - log q(z), datum " + b,
                    samples[b],
                    new Integral(bound[b], 1e-6));
        }
    }

    /** An ascent that learns nothing beside q reaches the best q of the family, but for a small gap. */
    @Tag("full")
    @Check("optimum")
    final void anAscentReachesTheBestOfTheFamily(RandomKey key) {
        if (findsDrawsAlone() || needsTractableModel()) {
            return;
        }
        String settings = convergedSettings().orElse(settings().get(0));
        InferenceUnderTest made = made(runtime(), settings, Use.TRAINING, key);
        Batch batch = EvidenceModel.batch(runtime());
        if (!learned(made).isEmpty()) {
            return;
        }
        if (convergedSettings().isEmpty()) {
            fail("override convergedSettings(): nothing but an ascent finds q");
        }
        JointPosterior q = made.infer(batch, key.split("noise"), EVALUATION);
        Tensor logJoint = EvidenceModel.logJoint(made.generative(), batch);
        double[] bound = bounds(logDensity(q, batch), logJoint);
        double[] best = EvidenceModel.bestBounds(logJoint);
        for (int b = 0; b < bound.length; b++) {
            if (!(bound[b] >= best[b] - GAP)) {
                fail(
                        "the bound of datum %s is %s, and %s for the best Normal: does each step draw its own noise, and are the steps of convergedSettings() small and many?"
                                .formatted(b, bound[b], best[b]));
            }
        }
    }

    private Tensor logDensity(JointPosterior q, Batch batch) {
        Tensor nodes = EvidenceModel.nodes(runtime()).expandDims(1);
        Shape all = Shape.of(nodes.shape().extent(0), batch.size(), 1);
        return q.first().logProbability(nodes.broadcastTo(all));
    }

    private static double[] bounds(Tensor logQ, Tensor logJoint) {
        return EvidenceModel.integral(logQ.exp().mul(logJoint.sub(logQ))).readDoubles();
    }

    /**
     * On a chain of two variables it draws both, with a bound that is at most log p(x), by five
     * standard errors; or it is refused by name when the model is made.
     */
    @Check("chain")
    final void aChainIsInferredOrRefused(String settings, RandomKey key) {
        InferenceUnderTest made;
        Batch first = EvidenceModel.batch(runtime());
        try {
            made = ofChain(made(InferencePart.class, settings), key);
            if (needsTractableModel()) {
                made.infer(first, key, EVALUATION);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(part());
            return;
        }
        Batch batch = EvidenceModel.batch(runtime());
        double[] evidence = EvidenceModel.evidenceOfChain(made.generative(), batch);
        InferenceUnderTest.requireDrawnAlone(made.model(), batch.x(), key);
        for (Phase phase : PHASES) {
            made.checkShapes(phase, key);
            JointPosterior q = made.infer(batch, key.split("noise"), phase);
            if (findsDrawsAlone()) {
                continue;
            }
            requireBelow(evidence, made.logWeights(q, batch, DRAWS, key));
        }
    }

    /**
     * Of a model that is given a label, q depends on the label, and the bound is below log p(x
     * given c), by five standard errors; or the model is refused by name.
     */
    @Check("condition")
    final void whatIsGivenIsNotDropped(String settings, RandomKey key) {
        if (needsTractableModel()) {
            return;
        }
        InferenceUnderTest made;
        try {
            made =
                    made(
                            runtime(),
                            made(InferencePart.class, settings),
                            EvidenceModel.conditional(runtime()),
                            EvidenceModel.family(),
                            Optional.empty(),
                            key);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(part());
            return;
        }
        for (Phase phase : PHASES) {
            requireLabel(made, key, phase);
        }
    }

    private void requireLabel(InferenceUnderTest made, RandomKey key, Phase phase) {
        List<List<Double>> locations = new ArrayList<>();
        for (int label = 0; label < EvidenceModel.LABELS; label++) {
            Batch batch = EvidenceModel.batch(runtime(), label);
            JointPosterior q = made.infer(batch, key.split("noise"), phase);
            locations.add(InferenceUnderTest.bytes(q.location()));
            if (!findsDrawsAlone()) {
                requireBelow(
                        EvidenceModel.evidenceOfSingle(made.generative(), batch),
                        made.logWeights(q, batch, DRAWS, key));
            }
        }
        if (locations.get(0).equals(locations.get(1))) {
            fail(
                    "q is the same whatever label is given: pass batch.given() on, as"
                            + " p.condition().beside(batch.x(), batch.given()) does");
        }
    }

    /**
     * A row has its posterior whatever the others are. Equal rows have the same posterior, unless
     * noise moves it, or something is kept of each datum. Each row has noise of its own.
     */
    @Check("rows")
    final void eachRowIsInferredAlone(String settings, Use use, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, use, key);
        Batch batch = EvidenceModel.batch(runtime());
        Tensor first = batch.x().slice(0, 0, 1);
        Batch equal = new Batch(first.broadcastTo(batch.x().shape()), batch.given(), batch.rows());
        Tensor others = batch.x().slice(0, 1, batch.size()).neg().add(1);
        Batch other =
                new Batch(Tensor.concatenate(List.of(first, others), 0), Map.of(), batch.rows());
        RandomKey noise = key.split("noise");
        double alone = locations(made, other, noise, EVALUATION)[0];
        double among = locations(made, batch, noise, EVALUATION)[0];
        if (!(Math.abs(alone - among) <= SAME)) {
            fail(
                    "q of the first row changes from %s to %s with the other rows of the batch"
                            .formatted(among, alone));
        }
        for (Phase phase : PHASES) {
            double[] one = locations(made, equal, noise, phase);
            double[] another = locations(made, equal, key.split("other"), phase);
            boolean isRandom = !Arrays.equals(another, one);
            boolean isEqual = areEqual(one);
            boolean isMoved =
                    IntStream.range(0, one.length)
                            .anyMatch(i -> Math.abs(another[i] - one[i]) > SAME);
            if (isMoved && isEqual && areEqual(another)) {
                fail("all rows have the same noise: draw noise of the shape of x");
            }
            if (!isRandom && !isEqual && !made.inference().remembersData()) {
                fail(
                        "q of equal rows differs, and no key changes it: noise comes from the key, and from"
                                + " nothing else");
            }
        }
    }

    private static boolean areEqual(double[] values) {
        return Arrays.stream(values).allMatch(v -> Math.abs(v - values[0]) <= SAME);
    }

    private static double[] locations(
            InferenceUnderTest made, Batch batch, RandomKey noise, Phase phase) {
        return made.infer(batch, noise, phase).location().z(EvidenceModel.ONLY).readDoubles();
    }

    /**
     * If values are missing, q is finite and has a gradient, and its bound is below log p of the
     * other values. A missing value is not taken for a number, and the others beside it still count.
     * Or the data are refused by name.
     */
    @Check("missing values")
    final void missingValuesAreNoNumbers(String settings, RandomKey key) {
        if (needsTractableModel()) {
            return;
        }
        GenerativeModel generative = EvidenceModel.ofMissing(runtime());
        InferenceUnderTest made;
        try {
            made =
                    made(
                            Assembly.ofMissing(
                                    runtime(), key.split("part"), Assembly.WIDTH, data()),
                            made(InferencePart.class, settings),
                            generative,
                            EvidenceModel.family(),
                            Optional.empty(),
                            key);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(part());
            return;
        }
        Batch whole = EvidenceModel.batch(runtime());
        Batch missing =
                data() == ValueDomain.MODALITIES
                        ? EvidenceModel.missingModality(whole)
                        : EvidenceModel.missing(whole);
        double[] evidence = EvidenceModel.evidenceOfSingle(generative, missing);
        RandomKey noise = key.split("noise");
        for (Phase phase : PHASES) {
            JointPosterior q = made.infer(missing, noise, phase);
            double[] found = locations(made, missing, noise, phase);
            assertFinite("location of q of rows with missing values", found);
            if (!findsDrawsAlone() && !q.draw(key, 1).isPointMass()) {
                requireBelow(evidence, made.logWeights(q, missing, DRAWS, key));
            }
            Batch others = new Batch(missing.x().neg().add(1), Map.of(), missing.rows());
            double[] moved = locations(made, others, noise, phase);
            for (int b = 0; b < found.length; b++) {
                if (moved[b] == found[b]) {
                    fail("beside a missing value no other one changes q: does NaN spread?");
                }
            }
            for (double number : new double[] {0, SmallData.MEAN, 0.5, 1}) {
                Tensor filled = missing.x().where(missing.x().eq(missing.x()), number(number));
                Batch instead = new Batch(filled, Map.of(), missing.rows());
                if (Arrays.equals(locations(made, instead, noise, phase), found)) {
                    fail(
                            "q of a missing value is q of %s: pass x on with its NaN"
                                    .formatted(number));
                }
            }
        }
        for (double[] gradient : gradients(made, missing, key)) {
            assertFinite("gradient of the loss of rows with missing values", gradient);
        }
    }

    private Tensor number(double value) {
        return runtime().full(value, Shape.scalar());
    }

    private List<double[]> gradients(InferenceUnderTest made, Batch batch, RandomKey key) {
        if (learned(made).isEmpty()) {
            return List.of();
        }
        try (GradientTape tape = GradientTape.record(runtime())) {
            Gradients gradients = tape.gradients(loss(made, batch, key));
            return learned(made).stream().map(p -> gradients.of(p.value()).readDoubles()).toList();
        }
    }

    private static void requireBelow(double[] evidence, double[][] samples) {
        for (int b = 0; b < evidence.length; b++) {
            Moments moments = Moments.of(samples[b], 1);
            double error = moments.deviation(0) / Math.sqrt(DRAWS);
            assertThat(moments.mean(0))
                    .as("bound of datum %d, standard error %.2g", b, error)
                    .isLessThanOrEqualTo(evidence[b] + 5 * error);
        }
    }

    /** Posteriors of every kind of gradient are found, or refused by the inference's name. */
    @Check("families")
    final void everyFamilyIsInferredOrRefused(String settings, RandomKey key) {
        for (ConfiguredPart posterior : EstimatorModelsContract.POSTERIORS) {
            PosteriorFamily family =
                    posterior(posterior)
                            .create(Assembly.context(runtime(), key.split("posterior")));
            Prior prior = new ToyReference().create(Assembly.on(runtime(), key, family));
            GenerativeModel generative = EvidenceModel.of(runtime(), prior, family);
            for (Phase phase : PHASES) {
                try {
                    InferenceUnderTest made =
                            made(
                                    runtime(),
                                    made(InferencePart.class, settings),
                                    generative,
                                    family,
                                    Optional.empty(),
                                    key);
                    made.checkShapes(phase, key);
                } catch (IllegalArgumentException e) {
                    assertThat(e).as("with " + posterior).hasMessageContaining(part());
                }
            }
        }
    }

    /**
     * An inference that is only tried changes nothing; after a step it changes no parameters but
     * its own state; evaluation asks for no change at all.
     */
    @Check("state")
    final void whatIsOnlyTriedChangesNoState(String settings, Use use, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, use, key);
        Batch batch = EvidenceModel.batch(runtime());
        List<Parameter> parameters = made.model().parameters();
        List<double[]> before = values(parameters);
        JointDraw evaluated = made.infer(batch, key, EVALUATION).draw(key, 2);
        assertThat(evaluated.effects().updates()).as("updates in evaluation").isEmpty();
        JointDraw drawn = made.infer(batch, key, TRAINING).draw(key, 2);
        assertThat(values(parameters))
                .as("parameters of what is only tried")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        step(drawn);
        List<double[]> after = values(parameters);
        List<String> own = names(made.inference().parameters());
        for (int i = 0; i < after.size(); i++) {
            Parameter parameter = parameters.get(i);
            assertFinite(parameter.name(), after.get(i));
            if (parameter.role() == Parameter.Role.LEARNED || !own.contains(parameter.name())) {
                assertThat(after.get(i))
                        .as(parameter.name() + " after the updates of a step")
                        .isEqualTo(before.get(i));
            }
        }
    }

    private static void step(JointDraw draw) {
        for (StateUpdate update : draw.effects().updates()) {
            update.make(new TrainingProgress(0, 100));
        }
    }

    /** The gradient of the loss in learned parameters is finite and not 0. */
    @Check("gradient")
    final void whatIsLearnedHasAGradient(String settings, RandomKey key) {
        InferenceUnderTest made = made(runtime(), settings, Use.TRAINING, key);
        Batch batch = EvidenceModel.batch(runtime());
        try (GradientTape tape = GradientTape.record(runtime())) {
            if (findsDrawsAlone() && learned(made).isEmpty()) {
                return;
            }
            Gradients gradients = tape.gradients(loss(made, batch, key));
            for (Parameter parameter : learned(made)) {
                double[] gradient = gradients.of(parameter.value()).readDoubles();
                assertFinite("gradient in " + parameter.name(), gradient);
                assertThat(Arrays.stream(gradient).anyMatch(g -> g != 0))
                        .as("the loss depends on " + parameter.name())
                        .isTrue();
            }
        }
    }

    /**
     * The gradient of the bound, of one latent number and of a chain, is the derivative: none of what is
     * drawn before stops it. An inference that asks for a penalty of its own may stop it.
     */
    @Check("derivatives")
    final void gradientsAreThoseOfFiniteDifferences(String settings, RandomKey key) {
        if (needsTractableModel() || findsDrawsAlone()) {
            return;
        }
        checkDerivative(made(runtime(), settings, Use.TRAINING, key), key);
        InferenceUnderTest chain;
        try {
            chain = ofChain(made(InferencePart.class, settings), key);
        } catch (IllegalArgumentException e) {
            return;
        }
        checkDerivative(chain, key);
    }

    private void checkDerivative(InferenceUnderTest made, RandomKey key) {
        Batch batch = EvidenceModel.batch(runtime());
        JointDraw draw = made.infer(batch, key, TRAINING).draw(key, 1);
        if (!draw.effects().penalties().isEmpty()) {
            return;
        }
        List<double[]> gradients = gradients(made, batch, key);
        for (int i = 0; i < gradients.size(); i++) {
            requireDerivative(
                    learned(made).get(i), gradients.get(i), () -> loss(made, batch, key), key);
        }
    }

    /**
     * What an inference asks for beside the bound may move it as well. Without log q the bound is
     * the mean of log p(x, z), which has a gradient in draws that pass one.
     */
    private static Tensor loss(InferenceUnderTest made, Batch batch, RandomKey key) {
        ElboTerms terms = ElboTerms.of(made.model(), batch, key, TRAINING, 3, KlMode.AUTO);
        return terms.draw().effects().penalties().values().stream()
                .map(Tensor::mean)
                .reduce(terms.bound().mean().neg(), Tensor::add);
    }

    private static List<Parameter> learned(InferenceUnderTest made) {
        return made.inference().parameters().stream()
                .filter(p -> p.role() == Parameter.Role.LEARNED)
                .toList();
    }

    /** The same in float32, to no more than finite numbers: an optimisation need not agree. */
    @Check("float32")
    final void singlePrecisionIsFinite(String settings, Use use, RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32);
                TensorScope scope = single.scope()) {
            InferenceUnderTest made = made(single, settings, use, key);
            for (Phase phase : PHASES) {
                made.checkShapes(phase, key);
                JointDraw draw = made.infer(EvidenceModel.batch(single), key, phase).draw(key, 2);
                for (LatentDraw latent : draw.latents()) {
                    assertThat(latent.draw().z().dtype()).isEqualTo(DType.FLOAT32);
                    assertFinite("z", latent.draw().z().readDoubles());
                }
            }
        }
    }

    /**
     * An inference made from another key finds, after a checkpoint is read, the same posteriors.
     */
    @Check("checkpoint")
    final void parametersSurviveACheckpoint(String settings, Use use, RandomKey key)
            throws IOException {
        InferenceUnderTest written = made(runtime(), settings, use, key);
        Batch batch = EvidenceModel.batch(runtime());
        step(written.infer(batch, key, TRAINING).draw(key, 1));
        InferenceUnderTest read = made(runtime(), settings, use, key.split("other"));
        CheckpointTrip.copy(written.inference().parameters(), read.inference().parameters());
        for (Phase phase : PHASES) {
            JointPosterior expected = written.infer(batch, key, phase);
            JointPosterior got = read.infer(batch, key, phase);
            assertThat(InferenceUnderTest.bytes(got.draw(key, 3).values()))
                    .isEqualTo(InferenceUnderTest.bytes(expected.draw(key, 3).values()));
        }
    }
}
