// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.vaelab.experiments.plan.Check.Doubt;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.settings.ValueNames;
import org.vaelab.framework.training.TrainingSettings;

/** Checks the training and the evaluation of models. */
final class TrainingChecks {

    private static final double TOLERANCE = 0.01;

    /** Even plain gradient descent takes no larger steps. */
    private static final double LARGEST_RATE = 10;

    private TrainingChecks() {}

    /**
     * A weight of the KL in {@code training} that does not end at 1. A weight in the variant, such
     * as that of {@code beta}, is deliberate and gives no warning. Losses are means over data of
     * sums in nats, so the weight is the beta of the papers.
     */
    static List<Doubt> klWeight(AuditedModel model) {
        TrainingSettings training = model.run().training();
        Schedule schedule = training.klSchedule();
        long last = training.steps() - 1;
        List<Doubt> doubts = new ArrayList<>();
        if (Math.abs(model.lastKlWeight() - schedule.at(last)) < 1e-9) {
            requireOne("the KL", "training.klWeight", end(schedule, last), doubts);
        }
        training.layerKlWeight()
                .forEach(
                        (name, own) ->
                                requireOne(
                                        "the KL of " + name,
                                        "training.layerKlWeight." + name,
                                        end(own, last),
                                        doubts));
        return doubts;
    }

    private static void requireOne(String of, String key, double end, List<Doubt> doubts) {
        doubts.addAll(
                Doubt.when(
                        Math.abs(end - 1) > TOLERANCE,
                        Check.text(
                                "the loss ends with weight %s of %s, and the bound that is reported"
                                        + " has weight 1: the model is trained for another quantity"
                                        + " than it is measured by",
                                Math.round(1000 * end) / 1000.0, of),
                        Check.text(
                                "let %s end at 1, or name the weight as what the model is about:"
                                        + " variant: beta",
                                key)));
    }

    /** Returns the final value, even if training stops before; that has its own warning. */
    private static double end(Schedule schedule, long last) {
        if (schedule instanceof Schedule.Linear linear) {
            return linear.at(Math.max(last, linear.steps()));
        }
        if (schedule instanceof Schedule.Piecewise pieces && !pieces.until().isEmpty()) {
            return pieces.at(Math.max(last, pieces.until().get(pieces.until().size() - 1)));
        }
        return schedule instanceof Schedule.Cosine cosine
                ? cosine.at(Math.max(last, cosine.steps()))
                : schedule.at(last);
    }

    /**
     * A schedule with more steps than training: the warm-up of the KL, a linear or cosine schedule,
     * a growing capacity. Every mapping with {@code from}, {@code to} and {@code steps} counts,
     * also in plugins.
     */
    static List<Doubt> unfinishedRamps(AuditedModel model) {
        List<Doubt> doubts = new ArrayList<>();
        TrainingSettings training = model.run().training();
        requireFinished("training.warmup", training.warmup(), stepsOf(training), doubts);
        walk("", model.config(), model, doubts);
        return doubts;
    }

    /** Returns the number of steps that are taken before the prior is fitted. */
    private static long stepsOf(TrainingSettings training) {
        return training.lastStep() - training.priorSteps();
    }

    private static void walk(String path, JsonNode node, AuditedModel model, List<Doubt> doubts) {
        if (!(node instanceof ObjectNode mapping)) {
            return;
        }
        long available =
                path.startsWith("training.priorOptimizer")
                        ? model.run().training().priorSteps()
                        : stepsOf(model.run().training());
        if (mapping.has("from") && mapping.has("to") && mapping.path("steps").isIntegralNumber()) {
            requireFinished(path, mapping.path("steps").longValue(), available, doubts);
        }
        JsonNode until = mapping.path("until");
        if (mapping.has("values") && until.isArray() && !until.isEmpty()) {
            // Its last value is that of the step after.
            requireFinished(path, until.get(until.size() - 1).longValue() + 1, available, doubts);
        }
        for (Map.Entry<String, JsonNode> inner : mapping.properties()) {
            walk(
                    path.isEmpty() ? inner.getKey() : path + "." + inner.getKey(),
                    inner.getValue(),
                    model,
                    doubts);
        }
    }

    private static void requireFinished(
            String path, long needed, long available, List<Doubt> doubts) {
        doubts.addAll(
                Doubt.when(
                        needed > available,
                        Check.text(
                                "%s takes %,d steps, and training ends after %,d",
                                path, needed, available),
                        "shorten it, or train longer"));
    }

    /**
     * A model whose training bound has more draws than the estimate of log p(x), which is then
     * looser.
     */
    static List<Doubt> fewImportanceSamples(AuditedModel model) {
        int training = model.trainingSamples();
        int evaluation = model.run().evaluation().importanceSamples();
        return Doubt.when(
                !model.pointMass() && model.multiSample() && evaluation < training,
                Check.text(
                        "training takes %d draws and evaluation %d: log p(x) is measured by a"
                                + " looser bound than the one that is trained",
                        training, evaluation),
                Check.text(
                        "set evaluation.importanceSamples to %s or more, and many times that for"
                                + " log p(x) itself",
                        training));
    }

    /**
     * Batch normalisation in a decoder that an estimator without a gradient through draws trains.
     */
    static List<Doubt> batchNorm(AuditedModel model) {
        return Doubt.when(
                model.isMixed(),
                "batch-norm in the decoder makes log p(x given z) of an example depend on the draws of"
                        + " others, and the estimator takes examples as independent: its gradient is"
                        + " biased",
                "use layer-norm or group-norm in network.decoder");
    }

    /** Lists of layers that end in an image of other extents than the head. */
    static List<Doubt> extentsOfLayers(AuditedModel model) {
        List<Doubt> doubts = new ArrayList<>();
        model.networks().forEach((place, layers) -> doubts.addAll(extents(place, layers)));
        return doubts;
    }

    private static List<Doubt> extents(String place, List<NetworkLayer> layers) {
        NetworkLayer added = layers.get(layers.size() - 1);
        NetworkLayer end = layers.get(layers.size() - 2);
        int rank = added.output().size() + end.output().size();
        return Doubt.when(
                rank == 6 && added.written().startsWith("dense"),
                Check.text(
                        "%s ends at %s, the head needs %s: a dense layer of %,d parameters was added",
                        place, end.shape(), added.shape(), added.parameters()),
                "end it at the rows and columns of the head, or with flatten");
    }

    /** A posterior whose tails leave the KL a mean without a variance. */
    static List<Doubt> heavyTailedKl(AuditedModel model) {
        return Doubt.when(
                model.klTailIndex() <= 2,
                "the tails of the posterior are so heavy under this prior that log q - log p has no"
                        + " variance: the standard errors of KL and ELBO mean nothing, and single draws"
                        + " can dominate both",
                "take more degrees of freedom (above 4 under Normal tails), or a prior whose tails are"
                        + " a power too, such as prior: student-t");
    }

    /** A learning rate that loses any model, or moves none. */
    static List<Doubt> learningRate(AuditedModel model) {
        double most = model.run().training().optimizer().learningRate().most();
        boolean trains = model.run().training().trains();
        return Doubt.when(
                trains && !(most > 0 && most <= LARGEST_RATE),
                most > 0
                        ? Check.text(
                                "training.optimizer.learningRate is %s at its largest: steps of that size lose any model",
                                ValueNames.of(most))
                        : "training.optimizer.learningRate is 0: no weight ever moves",
                "take about 1e-3, which suits Adam");
    }

    /**
     * Variational parameters per datum, if evaluation optimises them for as many steps as one visit
     * in training. A training datum resumes from its last visit, but a test datum starts anew, so
     * its posterior is fitted worse.
     */
    static List<Doubt> shortAscentInEvaluation(AuditedModel model) {
        TrainingSettings training = model.run().training();
        long visits = training.steps() * training.batch() / model.data().trainingSize();
        OptionalInt steps =
                model.run().blueprint().inference().stream()
                        .flatMapToInt(part -> part.stepsOfOneVisitInEvaluation().stream())
                        .findFirst();
        return Doubt.when(
                steps.isPresent() && visits > 1,
                Check.text(
                        "a training datum is fitted in about %,d visits of %d steps, and a test"
                                + " datum in %d from the start: the bound is looser on test data for"
                                + " that alone",
                        visits, steps.orElse(0), steps.orElse(0)),
                "set inference.evaluationSteps, such as to " + 10 * steps.orElse(0));
    }

    static List<Doubt> threadsBeyondProcessors(AuditedModel model) {
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = model.run().runtime().threads();
        String number = processors == 1 ? "1 processor" : processors + " processors";
        return Doubt.when(
                threads > processors,
                Check.text(
                        "runtime.threads is %s, and this machine has %s: the threads wait for one"
                                + " another",
                        threads, number),
                "set runtime.threads to " + processors + (processors == 1 ? "" : " or less"));
    }

    /** Passes on what is doubtful about networks from elsewhere. */
    static List<Check.Doubt> givenNetworks(AuditedModel model) {
        return model.remarks().stream()
                .map(
                        remark ->
                                new Check.Doubt(
                                        remark, "read the files so, or export the model again"))
                .toList();
    }
}
