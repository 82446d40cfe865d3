package org.example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Evaluation;
import org.vaelab.experiments.use.Forecast;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.ModelPool;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.variants.gaussian.DiagonalNormal;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Arrays with labels, series and several modalities, and the evaluation of a model of own code. */
public final class FromArrays {

    private static final List<String> COLOURS = List.of("blue", "green", "red");

    private FromArrays() {}

    public static void main(String[] arguments) throws Exception {
        firstLines(points(1000));
        conditional();
        series();
        modalities();
        try (TensorRuntime runtime = Backends.find(FromArrays.class.getClassLoader()).open()) {
            evaluation(runtime);
        }
    }

    /** From an array to codes and a score. */
    private static void firstLines(double[][] values) throws Exception {
        Results first = Experiment.named("points").
                data(Rows.of("points", values)).
                training(t -> t.steps(500)).
                model("vae", m -> m.posterior(new DiagonalNormalFamily(2))).
                in(Path.of("runs/points")).plan().run(Executor.local(1), Listener.SILENT);
        try (Model model = first.model("vae", 1)) {
            double[][] codes = model.encode(values).location(); // [n, 2]
            double[] bounds = model.score(values).elbo(); // [n], in nats
            System.out.printf("%d codes, bound %.2f nats%n", codes.length, bounds[0]);
        }
    }

    /** A model of points around a centre of each colour. */
    private static void conditional() throws Exception {
        double[][] points = points(900);
        String[] labels = new String[points.length];
        for (int i = 0; i < points.length; i++) {
            labels[i] = COLOURS.get(i % 3);
        }
        Results colours =
                run(
                        "colours",
                        Rows.of("points", points).labels(labels),
                        Map.of("variant", "gaussian", "latent", 2, "condition", "label"));
        RandomKey key = RandomKey.of(7);
        int n = 50;
        try (Model model = colours.model("vae", 1)) {
            double[][] codes = model.encode(points, Condition.of("label", labels)).location();
            double[][] green = model.decode(codes, Condition.of("label", "green")).rows();
            double[] bounds = model.score(model.sample(key, n, Condition.drawn())).elbo();
            Alarm alarm = model.alarm(0.05, 20); // by log p(x) from 20 draws
            long alarms = alarm.of(Rows.of("new", points).labels(labels)).count();
            System.out.printf("a green x %.1f, bound %.2f, %d alarms%n", green[0][0], bounds[0], alarms);
        }
        try (ModelPool pool = ModelPool.open(colours.run("vae", 1), 1)) {
            pool.call(
                    model -> {
                        throw new IOException("of the caller");
                    });
            throw new AssertionError("a checked exception is lost");
        } catch (IOException e) {
            System.out.println("a pool passes on: " + e.getMessage());
        }
    }

    /** Twelve steps of two numbers in each row. */
    private static void series() throws Exception {
        double[][] steps = waves(300);
        RandomKey key = RandomKey.of(7);
        int n = 50;
        Rows series = Rows.of("waves", steps).series(12, "east", "north"); // [n, 12 * 2]
        Results waves = run("waves", series, Map.of("variant", "state-space", "state", 2));
        try (Model model = waves.model("vae", 1)) {
            Forecast.Predicted next = model.forecast(key, 3, steps[0]).predicted();
            float[][] drawn = new float[n][24]; // arrays of single precision are taken as well
            double[][] codes = model.encode(drawn).location();
            double[] logs = model.score(model.sample(key, n)).samples(100).logLikelihood();
            System.out.printf("%d points, %d codes, log p(x) %.1f%n", next.points().size(), codes.length, logs[0]);
        }
    }

    /** A point and its brightness, of which one is drawn from the other. */
    private static void modalities() throws Exception {
        double[][] points = points(600);
        double[][] light = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            light[i] = new double[] {points[i][0] + points[i][1]};
        }
        RandomKey key = RandomKey.of(7);
        Rows pairs = Rows.joined(Map.of("point", Rows.of("p", points), "light", Rows.of("l", light)));
        Results both = run("both", pairs, Map.of("variant", "gaussian", "latent", 2, "inference", "moe"));
        try (Model model = both.model("vae", 1)) {
            Rows dark = Rows.joined(Map.of("light", Rows.of("new", new double[] {-3}))); // no point
            double[][] drawn = model.sample(key, dark, 20).rows(); // [20, 1 + 2]: light, then point
            System.out.printf("%d draws of %d numbers%n", drawn.length, drawn[0].length);
        }
    }

    /** {@code x = (z, z) + e}, e of variance 1 / 4, with its exact posterior. */
    private record OwnModel(TensorRuntime runtime) implements GenerativeModel, Inference {
        @Override
        public DataShape shape() {
            return DataShape.flat(2);
        }

        @Override
        public List<LatentVariable> latents() {
            return List.of(new LatentVariable("z", new Euclidean(1), List.of()));
        }

        @Override
        public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
            return new StandardNormal(runtime, new Euclidean(1));
        }

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            Tensor mean = Tensor.concatenate(List.of(z.z("z"), z.z("z")), -1);
            return new Noisy(mean);
        }

        @Override
        public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
            return Latents.of("z", new StandardNormal(runtime, new Euclidean(1)).sample(key, n));
        }

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            // The precision is 1 + 2 * 4.
            Tensor mean = batch.x().sum(-1).expandDims(-1).mul(4.0 / 9);
            Tensor logVariance = mean.mul(0).sub(Math.log(9));
            return ExactPosterior.of("z", new DiagonalNormal(mean, logVariance));
        }

        @Override
        public DataMeasure measure() {
            return DataMeasure.of(DataMeasure.LEBESGUE, 2);
        }

        @Override
        public long heldPerRow() {
            return 2;
        }

        @Override
        public String name() {
            return "exact";
        }
    }

    private record Noisy(Tensor centre) implements OutputDistribution {
        @Override
        public Tensor logProbability(Tensor x) {
            return x.sub(centre).square().mul(-2).sub(0.5 * Math.log(Math.PI / 2)).sum(-1);
        }

        @Override
        public Tensor sample(RandomKey key) {
            return centre.add(centre.runtime().normal(key, centre.shape()).mul(0.5));
        }
    }

    private static void evaluation(TensorRuntime runtime) {
        OwnModel model = new OwnModel(runtime);
        OwnModel inference = model;
        double[][] values = {{0.5, 1}, {-1, 0}, {2, 2}};
        Rows rows = Rows.of("own", values);
        EvaluationResult measured = Evaluation.of(model, inference, rows).importanceSamples(20).result();
        double bound = measured.metrics().get("elbo").value(); // mean of the rows, in nats
        // x is Normal with variances 5/4 and covariance 1: determinant 9/16.
        double exact = 0;
        for (double[] x : values) {
            double square = (1.25 * (x[0] * x[0] + x[1] * x[1]) - 2 * x[0] * x[1]) * 16 / 9;
            exact += (-square / 2 - Math.log(2 * Math.PI) - 0.5 * Math.log(9.0 / 16)) / 3;
        }
        System.out.printf("own model: bound %.5f, log p(x) %.5f%n", bound, exact);
        if (!(Math.abs(bound - exact) < 1e-5)) {
            throw new AssertionError("the bound of an exact posterior is not log p(x)");
        }
    }

    private static Results run(String name, Rows rows, Map<String, Object> model) throws Exception {
        return Experiment.named(name)
                .data(rows)
                .set("data.validation", 0.1)
                .training(t -> t.steps(300).batch(50))
                .evaluation(e -> e.importanceSamples(5))
                .set("models.vae", model)
                .in(Path.of("runs/from-arrays").resolve(name))
                .plan()
                .run(Executor.local(1), Listener.SILENT)
                .orThrow();
    }

    private static double[][] waves(int n) {
        double[][] steps = new double[n][24];
        for (int i = 0; i < n; i++) {
            double[] noise = RandomKey.of(i).normal(25);
            for (int j = 0; j < 24; j++) {
                steps[i][j] = Math.sin(noise[24] + 0.5 * (j / 2) + j % 2) + 0.1 * noise[j];
            }
        }
        return steps;
    }

    private static double[][] points(int n) {
        double[][] points = new double[n][2];
        for (int i = 0; i < n; i++) {
            double[] noise = RandomKey.of(i).normal(2);
            points[i][0] = 5 * (i % 3) + noise[0];
            points[i][1] = 5 * (i % 3) + noise[0] + 0.3 * noise[1];
        }
        return points;
    }
}
