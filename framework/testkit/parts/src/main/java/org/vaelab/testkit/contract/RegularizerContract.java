// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;

/**
 * The contract of every regulariser. A model with the regulariser meets the contract of models.
 * The gradient of R is that of differences of R, and R has a gradient in q. What R says of itself
 * holds: its state changes by its updates alone, it moves only where it says so, and it is
 * proportional to the KL if it says so. Its own learned parameters follow their own objective, and
 * the model does not.
 *
 * <pre>{@code
 * final class CapacityContractTest extends RegularizerContract {
 *     CapacityContractTest() {
 *         super("capacity", "{to: 2}");
 *     }
 * }
 * }</pre>
 */
public abstract class RegularizerContract extends ModelContract {

    private static final int BATCH = 6;
    private static final int LARGE_BATCH = 100;
    private static final int DRAWS = 2;
    private static final int DIRECTIONS = 3;

    private static final long STEPS = KnownPenalty.STEPS;
    private static final double STEP = 1e-4;
    private static final Schedule GROWING = new Schedule.Linear(0.5, 1.5, STEPS);

    /** Relative to the size of R: 1,000 roundings of R, divided by the step. */
    private static final double ROUNDING = 1000 * 0x1p-52 / STEP;

    /**
     * Creates the contract of a registered regulariser.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected RegularizerContract(String name, String... settings) {
        super(RegularizerPart.class, name, settings);
    }

    /** Returns a posterior that the regulariser goes with; by default a Normal on the plane. */
    protected PosteriorPart posterior() {
        return new ToyNormal.Family(2);
    }

    /**
     * Returns the name of an inference that the regulariser needs; by default none but the encoder.
     */
    protected Optional<String> inference() {
        return Optional.empty();
    }

    /** Returns whether its updates also move parameters of the model, as a projection does. */
    protected boolean projectsTheModel() {
        return false;
    }

    /**
     * Returns the KL in nats at which a controller holds that of its model, with these settings. Its
     * weight of the KL then grows where the KL of a batch is above, and falls where it is below, or
     * is negative there. By default empty: nothing is held.
     */
    protected OptionalDouble heldAt(String settings) {
        return OptionalDouble.empty();
    }

    /**
     * Returns batches of which R is known, by default none. They find what differences of R cannot:
     * a wrong mean, size or centring. Each settings of the contract need one, of examples that differ
     * in their KL, and one after some steps where R changes with them.
     */
    protected List<KnownPenalty> knownPenalties() {
        return List.of();
    }

    /** Returns what checks the value of R, where no batch is stated of which it is known. */
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.empty();
    }

    /**
     * R of known batches is known, with all settings of the contract: of examples that differ in
     * their KL, and where R changes with the steps also after some of them.
     */
    @Check("known values")
    final void knownPenaltiesAreFound(RandomKey key) {
        if (whyNoKnownPenalty().isEmpty()) {
            settings().forEach(text -> requireKnown(text, key));
        }
        for (KnownPenalty known : knownPenalties()) {
            LatentVariableModel model;
            KlRegularizer regularizer;
            try (TensorScope scope = runtime().scope()) {
                model = known.problem().model(runtime(), plugins(), inferencePart());
                regularizer =
                        made(RegularizerPart.class, known.settings())
                                .create(
                                        Assembly.ofEstimator(
                                                runtime(),
                                                key.split("part"),
                                                new Euclidean(known.means()[0].length),
                                                Schedule.constant(1)));
            }
            known.check(runtime(), model, regularizer, key);
        }
    }

    private void requireKnown(String text, RandomKey key) {
        Object part = read(text);
        List<KnownPenalty> own =
                knownPenalties().stream().filter(of -> read(of.settings()).equals(part)).toList();
        if (own.isEmpty()) {
            fail(
                    "nothing says whether the value of R with %s is right: state a batch with a known value in knownPenalties(), or in whyNoKnownPenalty() what checks it"
                            .formatted(text));
        }
        if (own.stream().noneMatch(KnownPenalty::hasUnlikeRows)) {
            fail(
                    "the examples of the known batches with %s have one KL, of which a function of the mean is the mean of functions: state a batch of some that differ"
                            .formatted(text));
        }
        if (own.stream().allMatch(of -> of.step() == 0) && changesWithSteps(text, key)) {
            fail(
                    "R with %s changes with the steps of training, and its known values are of the first: state one by afterSteps()"
                            .formatted(text));
        }
    }

    private boolean changesWithSteps(String text, RandomKey key) {
        KlRegularizer made = new Problem(text, key, BATCH).regularizer();
        return made.parameters().stream().anyMatch(own -> own.role() == Parameter.Role.STATE)
                || LongStream.range(0, STEPS)
                        .anyMatch(step -> made.isMoving(new TrainingProgress(step, STEPS)));
    }

    @Override
    final ModelBlueprint.OfParts modelOf(Object part) {
        return blueprint((RegularizerPart) part, posterior());
    }

    private ModelBlueprint.OfParts blueprint(RegularizerPart regularizer, PosteriorPart q) {
        ModelBlueprint.OfParts.Builder builder =
                toy().toBuilder().posterior(q).regularizer(regularizer);
        inferencePart().ifPresent(builder::inference);
        return builder.build();
    }

    private Optional<InferencePart> inferencePart() {
        return inference().map(name -> plugins().of(InferencePart.class).create(name));
    }

    /** One batch, whose draws depend on the parameters of q alone. */
    private final class Problem {
        private final AssembledModel assembled;
        private final String how;
        private final RandomKey key;
        private final Batch batch;

        Problem(String settings, RandomKey key, int examples) {
            this(blueprint(settings), "", key, examples);
        }

        private Problem(AssembledModel assembled, String how, RandomKey key, Batch batch) {
            this.assembled = assembled;
            this.how = how;
            this.key = key;
            this.batch = batch;
        }

        Problem(ModelBlueprint blueprint, String how, RandomKey key, int examples) {
            this.assembled = assemble(runtime(), blueprint, key);
            this.how = how;
            this.key = key;
            LatentVariableModel model = assembled.model();
            int width = model.generative().shape().size();
            double[] bits = key.split("data").uniform(examples * width);
            for (int i = 0; i < bits.length; i++) {
                bits[i] = bits[i] < 0.5 ? 0 : 1;
            }
            this.batch = Batch.of(runtime().tensor(bits, Shape.of(examples, width)));
            move(runtime(), model.parameters(), key.split("start"));
            move(runtime(), regularizer().parameters(), key.split("own"));
        }

        KlRegularizer regularizer() {
            return assembled.regularizer();
        }

        ElboTerms terms() {
            TrainingProgress start = new TrainingProgress(0, STEPS);
            JointDraw draw =
                    assembled
                            .model()
                            .infer(batch, key.split("inference"), Phase.training(start))
                            .draw(key.split("posterior"), DRAWS);
            return ElboTerms.of(assembled.model(), batch, draw, KlMode.AUTO);
        }

        KlRegularizer.Regularized at(ElboTerms terms, long step) {
            return regularizer()
                    .of(
                            terms,
                            new Step(
                                    assembled.model(),
                                    batch,
                                    key.split("regularizer"),
                                    new TrainingProgress(step, STEPS)));
        }

        double value(long step) {
            try (TensorScope scope = runtime().scope()) {
                return at(terms(), step).value().mean().readScalar();
            }
        }

        List<double[]> gradients(long step) {
            List<Parameter> parameters = ofPosterior();
            try (TensorScope scope = runtime().scope();
                    GradientTape tape = GradientTape.record(runtime())) {
                Tensor mean = at(terms(), step).value().mean();
                // The tape rejects a loss that depends on nothing.
                Tensor none = parameters.get(0).value().sum().mul(0);
                Gradients found = tape.gradients(mean.add(none));
                return parameters.stream().map(p -> found.of(p.value()).readDoubles()).toList();
            }
        }

        /** Returns the same model with other bits in one half of the examples. */
        Problem withOtherHalf(boolean first) {
            double[] bits = batch.x().readDoubles();
            for (int i = 0; i < bits.length; i++) {
                boolean isFirst = i < bits.length / 2;
                bits[i] = isFirst == first ? 1 - bits[i] : bits[i];
            }
            Batch other = Batch.of(runtime().tensor(bits, batch.x().shape()));
            return new Problem(assembled, how, key, other);
        }

        List<Parameter> ofPosterior() {
            return assembled.model().inference().parameters().stream()
                    .filter(parameter -> parameter.role() == Parameter.Role.LEARNED)
                    .toList();
        }
    }

    /**
     * The gradient of the mean of R in the parameters of q is that of central differences along
     * random directions, whose draws have the same noise. Differences of two steps bound the
     * truncation.
     */
    @Check(value = "gradient", atDefaults = true)
    final void theGradientIsThatOfDifferences(String settings, RandomKey key) {
        Problem problem = new Problem(settings, key, BATCH);
        for (long step : new long[] {0, STEPS / 2}) {
            List<double[]> gradients = problem.gradients(step);
            double value = problem.value(step);
            boolean isFlat =
                    gradients.stream().flatMapToDouble(Arrays::stream).allMatch(g -> g == 0);
            if (isFlat) {
                throw new AssertionError(
                        "at step %s of %s the gradient of R in every parameter of q is 0: it has no effect"
                                .formatted(step, STEPS));
            }
            for (int i = 0; i < DIRECTIONS; i++) {
                check(problem, step, value, gradients, key.split("direction").fold(i));
            }
        }
    }

    private void check(
            Problem problem, long step, double value, List<double[]> gradients, RandomKey key) {
        List<Parameter> parameters = problem.ofPosterior();
        List<double[]> direction = new ArrayList<>();
        double slope = 0;
        for (double[] gradient : gradients) {
            double[] part = key.fold(direction.size()).normal(gradient.length);
            for (int i = 0; i < part.length; i++) {
                slope += gradient[i] * part[i];
            }
            direction.add(part);
        }
        double near = difference(problem, parameters, direction, step, STEP);
        double far = difference(problem, parameters, direction, step, 2 * STEP);
        // The error of the nearer difference is a third of this, up to the fourth order.
        double allowed = Math.abs(near - far) + ROUNDING * (1 + Math.abs(value));
        if (!(Math.abs(slope - near) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "gradient of R at step %d of %d along a direction: %.9g, by differences"
                                    + " of R %.9g, allowed %.2g",
                            step,
                            STEPS,
                            slope,
                            near,
                            allowed));
        }
    }

    private double difference(
            Problem problem,
            List<Parameter> parameters,
            List<double[]> direction,
            long step,
            double by) {
        List<double[]> start = values(parameters);
        double[] found = new double[2];
        for (int side = 0; side < 2; side++) {
            double length = side == 0 ? by : -by;
            for (int p = 0; p < parameters.size(); p++) {
                double[] moved = start.get(p).clone();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += length * direction.get(p)[i];
                }
                assign(parameters.get(p), moved);
            }
            found[side] = problem.value(step);
        }
        for (int p = 0; p < parameters.size(); p++) {
            assign(parameters.get(p), start.get(p));
        }
        return (found[0] - found[1]) / (2 * by);
    }

    private void assign(Parameter parameter, double[] values) {
        try (TensorScope scope = runtime().scope()) {
            parameter.assign(runtime().tensor(values, parameter.value().shape()));
        }
    }

    /** Of 100 examples the gradient is that of differences too, and each half of them matters. */
    @Check("large batch")
    final void everyPartOfALargeBatchMatters(String settings, RandomKey key) {
        Problem problem = new Problem(settings, key, LARGE_BATCH);
        long step = STEPS / 2;
        double value = problem.value(step);
        check(problem, step, value, problem.gradients(step), key.split("direction"));
        for (boolean first : new boolean[] {true, false}) {
            if (problem.withOtherHalf(first).value(step) == value) {
                throw new AssertionError(
                        "R of %s examples does not depend on the %s half of them"
                                .formatted(LARGE_BATCH, first ? "first" : "second"));
            }
        }
    }

    /** Of the fewest examples R is finite, a number for each or one for all. */
    @Check(value = "value", atDefaults = true)
    final void theValueIsOfTheBatch(String settings, RandomKey key) {
        int least = new Problem(settings, key, BATCH).regularizer().leastBatch();
        for (int examples : new int[] {least, BATCH}) {
            Problem problem = new Problem(settings, key, examples);
            Tensor value = problem.at(problem.terms(), 0).value();
            assertThat(value.shape()).as("shape of R").isIn(Shape.scalar(), Shape.of(examples));
            assertFinite("R of " + examples + " examples", value.readDoubles());
        }
    }

    /**
     * R changes no state, its updates change that of the regulariser alone, and nothing is drawn
     * anew.
     */
    @Check(value = "state", atDefaults = true)
    final void stateChangesByUpdatesAlone(String settings, RandomKey key) {
        Problem problem = new Problem(settings, key, BATCH);
        List<Parameter> own = problem.regularizer().parameters();
        List<Parameter> model = problem.assembled.model().parameters();
        List<double[]> before = values(own);
        List<double[]> ofModel = values(model);
        KlRegularizer.Regularized first = problem.at(problem.terms(), 3);
        double value = first.value().mean().readScalar();
        assertThat(problem.value(3)).as("R, computed again").isEqualTo(value);
        assertUnchanged("state before the updates", own, before);
        first.updates().forEach(update -> update.make(new TrainingProgress(3, STEPS)));
        if (!projectsTheModel()) {
            assertUnchanged("parameter of the model after the updates", model, ofModel);
        }
        assertThat(names(own)).as("names of the state").doesNotHaveDuplicates();
        if (!projectsTheModel() && own.stream().noneMatch(p -> p.role() == Parameter.Role.STATE)) {
            assertThat(problem.value(3))
                    .as("R after updates; it has no parameters that keep a state")
                    .isEqualTo(value);
        }
    }

    /** What it learns itself follows an objective of its own, beside the loss of the model. */
    @Check("own parameters")
    final void ownParametersFollowAnObjectiveOfTheirOwn(String settings, RandomKey key) {
        Problem problem = new Problem(settings, key, BATCH);
        AssembledModel assembled = problem.assembled;
        List<Parameter> own =
                problem.regularizer().parameters().stream()
                        .filter(parameter -> parameter.role() == Parameter.Role.LEARNED)
                        .toList();
        EstimatorContract.assertApart(
                runtime(),
                own,
                assembled.model().parameters(),
                () ->
                        assembled
                                .estimator()
                                .estimate(
                                        assembled.step(
                                                problem.batch,
                                                key,
                                                new TrainingProgress(STEPS / 2, STEPS))));
        assertThat(problem.regularizer().ownOptimizer().isPresent() && own.isEmpty())
                .as("an optimiser of nothing")
                .isFalse();
    }

    private static void assertUnchanged(
            String what, List<Parameter> parameters, List<double[]> before) {
        for (int i = 0; i < before.size(); i++) {
            assertThat(parameters.get(i).value().readDoubles())
                    .as(what + ": " + parameters.get(i).name())
                    .isEqualTo(before.get(i));
        }
    }

    /** Returns the problem, and those where a weight grows, unless the regulariser refuses one. */
    private List<Problem> problems(String settings, RandomKey key) {
        List<Problem> problems = new ArrayList<>(List.of(new Problem(settings, key, BATCH)));
        ofGrowingWeight(settings, key).ifPresent(problems::add);
        RegularizerPart part = made(RegularizerPart.class, settings);
        for (SettingKey setting : SettingKey.of(part.getClass())) {
            if (setting.type() == Schedule.class) {
                Map<String, Object> keys =
                        new LinkedHashMap<>(PartChoice.of(part(), (Record) part).settings());
                keys.values().removeIf(Objects::isNull);
                keys.put(
                        setting.name(),
                        Map.of("type", "linear", "from", 0.5, "to", 1.5, "steps", STEPS));
                growing(
                                setting.name(),
                                () ->
                                        blueprint(
                                                made(
                                                        RegularizerPart.class,
                                                        JSON.valueToTree(keys).toString()),
                                                posterior()),
                                key)
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** Returns the problem where the weight of training grows, unless that is refused. */
    private Optional<Problem> ofGrowingWeight(String settings, RandomKey key) {
        return growing(
                "training.klWeight", () -> modelOf(read(settings)).trainedBy(GROWING, false), key);
    }

    /** The weight that training gives the KL changes R, or is refused. */
    @Check("weight of the KL")
    final void theWeightOfTheKlHasAnEffect(String settings, RandomKey key) {
        Problem usual = new Problem(settings, key, BATCH);
        ofGrowingWeight(settings, key)
                .filter(grown -> LongStream.of(0, STEPS - 1).allMatch(isSameIn(usual, grown)))
                .ifPresent(
                        grown ->
                                fail(
                                        "R is the same"
                                                + grown.how
                                                + " as with 1: multiply the KL by context.klWeight(), or"
                                                + " refuse a weight by context.requireNoKlWeight()"));
    }

    private static LongPredicate isSameIn(Problem one, Problem other) {
        return step -> one.value(step) == other.value(step);
    }

    private Optional<Problem> growing(
            String name, Supplier<ModelBlueprint> blueprint, RandomKey key) {
        String how = " with a " + name + " that grows from 0.5 to 1.5";
        try {
            return Optional.of(new Problem(blueprint.get(), how, key, BATCH));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The weight for the history is the derivative of R in the KL, also where it grows. */
    @Check(value = "weight", atDefaults = true)
    final void theWeightIsTheDerivativeInTheKl(String settings, RandomKey key) {
        for (Problem problem : problems(settings, key)) {
            for (long step : new long[] {0, STEPS / 2, STEPS - 1}) {
                claims(problem, step).weightIsTheDerivative(runtime());
            }
        }
    }

    /** A controller weighs the KL more where it is above its target, and less where it is below. */
    @Check("held")
    final void theKlIsHeldAtItsTarget(String settings, RandomKey key) {
        OptionalDouble held = heldAt(settings);
        for (double factor : held.isPresent() ? new double[] {0.8, 1.25} : new double[0]) {
            Problem problem = new Problem(settings, key, BATCH);
            double kl = factor * held.getAsDouble();
            double first = followed(problem, kl, 1);
            double last = followed(problem, kl, STEPS);
            boolean isAbove = factor > 1;
            if (!(last == first ? last > 0 == isAbove : last > first == isAbove)) {
                fail(
                        String.format(
                                Locale.ROOT,
                                "of a KL of %.4g nats the weight of the KL is %.6g at first and %.6g"
                                        + " after %d steps, and heldAt() is %.4g: a KL %s its target"
                                        + " needs a %s weight",
                                kl,
                                first,
                                last,
                                STEPS,
                                held.getAsDouble(),
                                isAbove ? "above" : "below",
                                isAbove ? "greater" : "lesser"));
            }
        }
    }

    /** Returns the weight at the last of some steps, in which the KL of each datum is a number. */
    private double followed(Problem problem, double kl, long steps) {
        double weight = Double.NaN;
        for (long step = 0; step < steps; step++) {
            try (TensorScope scope = runtime().scope()) {
                ElboTerms terms = problem.terms();
                Tensor given = terms.kl().stopGradient().mul(0).add(kl);
                KlRegularizer.Regularized found =
                        problem.at(RegularizerClaims.withKl(terms, given), step);
                weight = found.weight().getAsDouble();
                TrainingProgress now = new TrainingProgress(step, STEPS);
                found.updates().forEach(update -> update.make(now));
            }
        }
        return weight;
    }

    /** What says that it needs no log q has the same value where there is none. */
    @Check("density")
    final void doesWithoutDensityIfItSaysSo(String settings, RandomKey key) {
        Problem problem = new Problem(settings, key, BATCH);
        if (!problem.regularizer().needsDensity()) {
            claims(problem, 0).doesWithoutDensity();
            claims(problem, STEPS / 2).doesWithoutDensity();
        }
    }

    private static RegularizerClaims claims(Problem problem, long step) {
        return new RegularizerClaims(
                problem.terms(),
                terms -> problem.at(terms, step),
                "at step %s of %s%s".formatted(step, STEPS, problem.how));
    }

    /**
     * Of a posterior whose KL is not known in closed form R is a number, or the model is refused.
     */
    @Check("unknown KL")
    final void anUnknownKlIsEstimatedOrRefused(String settings, RandomKey key) {
        PosteriorPart other = posterior(ConfiguredPart.of("toy-logistic", "{latent: 2}"));
        KlRegularizer.Regularized found;
        try {
            ModelBlueprint blueprint = blueprint(made(RegularizerPart.class, settings), other);
            Problem problem = new Problem(blueprint, "", key, BATCH);
            found = problem.at(problem.terms(), 0);
        } catch (IllegalArgumentException e) {
            return;
        }
        assertFinite("R of a posterior whose KL has no closed form", found.value().readDoubles());
    }

    /**
     * Where R does not say that it moves, the next step has the same R of the same terms, also
     * where the weight of the KL grows.
     */
    @Check("moving")
    final void movesOnlyWhereItSaysSo(String settings, RandomKey key) {
        problems(settings, key).forEach(this::movesOnlyWhereItSaysSo);
    }

    private void movesOnlyWhereItSaysSo(Problem problem) {
        ElboTerms terms = problem.terms();
        for (long step = 0; step + 1 < STEPS; step++) {
            if (!problem.regularizer().isMoving(new TrainingProgress(step, STEPS))) {
                try (TensorScope scope = runtime().scope()) {
                    assertThat(problem.at(terms, step + 1).value().readDoubles())
                            .as(
                                    "R at step %d%s, as isMoving is false at step %d",
                                    step + 1, problem.how, step)
                            .isEqualTo(problem.at(terms, step).value().readDoubles());
                }
            }
        }
    }

    /** What says that it is proportional is the KL of each datum times its weight. */
    @Check("proportional")
    final void isTheWeightTimesTheKlIfItSaysSo(String settings, RandomKey key) {
        Problem problem = new Problem(settings, key, BATCH);
        if (!problem.regularizer().isProportional()) {
            return;
        }
        for (long step : new long[] {0, 1, STEPS / 2}) {
            ElboTerms terms = problem.terms();
            KlRegularizer.Regularized found = problem.at(terms, step);
            double[] expected = terms.kl().mul(found.weight().getAsDouble()).readDoubles();
            assertClose(
                    "R at step " + step + ", weight times KL",
                    found.value().readDoubles(),
                    expected,
                    64 * 0x1p-52);
        }
    }
}
