// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.problem.KnownData;

/**
 * The page of all pairs of estimator and posterior. A model of each pair is assembled, with the
 * checks that {@code compare} makes before training, and nothing is trained.
 */
final class EstimatorMatrix {

    private static final RandomKey KEY = RandomKey.of(0);

    /**
     * A column.
     *
     * @param title what it shows
     * @param keys those of a model
     * @param domain of its data
     */
    record Column(String title, String keys, ValueDomain domain) {

        private static Column of(String title, String keys) {
            return new Column(title, keys, ValueDomain.BINARY);
        }

        private static Column posterior(String name) {
            return of(
                    "`" + name + "`",
                    "variant: gaussian, posterior: {type: " + name + ", latent: 2}");
        }

        private static Column drawn(String name, String keys, String draw) {
            return of(
                    "`" + name + "` with `draw: " + draw + "`",
                    "variant: gaussian, posterior: {type: %s, variables: 2, %sdraw: %s}"
                            .formatted(name, keys, draw));
        }

        private static Column discrete(String name) {
            return of(
                    "`" + name + "` with `draw: discrete`",
                    "variant: gaussian, posterior: {type: "
                            + name
                            + ", latent: 2, draw: discrete}");
        }

        private static Column inference(String name) {
            return of(
                    "`inference: " + name + "`",
                    "variant: gaussian, latent: 2, inference: " + name);
        }
    }

    /** Columns that need other keys than {@code latent}. */
    private static final List<Column> FURTHER =
            List.of(
                    Column.of(
                            "`product` of continuous factors",
                            "variant: product, latent: \"normal(2) x sphere(2)\""),
                    Column.drawn("categorical", "categories: 2, ", "relaxed"),
                    Column.drawn("bernoulli", "", "relaxed"),
                    Column.posterior("poisson"),
                    Column.posterior("spike-and-slab"),
                    Column.of(
                            "`sq`", "variant: sq, positions: 2, codebookSize: 2, codeDimension: 2"),
                    Column.drawn("categorical", "categories: 2, ", "straight-through"),
                    Column.drawn("bernoulli", "", "straight-through"),
                    Column.of(
                            "`vector-quantised`",
                            "variant: vq, positions: 2, codebookSize: 3, codeDimension: 2"),
                    Column.of("`fsq`", "variant: fsq, positions: 2, levels: [3]"),
                    Column.of("`lfq`", "variant: lfq, positions: 2, bits: 2"),
                    Column.of("`bsq`", "variant: bsq, positions: 2, bits: 2"),
                    Column.of(
                            "`simvq`",
                            "variant: simvq, positions: 2, codebookSize: 3, codeDimension: 2"),
                    Column.of(
                            "`residual`",
                            "variant: residual, positions: 1, stages: 2, quantiser: {type: fsq, levels: [3]}"),
                    Column.drawn("categorical", "categories: 3, ", "discrete"),
                    Column.drawn("bernoulli", "", "discrete"),
                    Column.discrete("poisson"),
                    Column.discrete("spike-and-slab"),
                    Column.of(
                            "`product` with a discrete factor",
                            "variant: product, latent: \"normal(2) x onehot(1, 3, draw=discrete)\""),
                    Column.inference("svi"),
                    Column.inference("semi-amortized"),
                    Column.inference("map"),
                    Column.inference("hmc"),
                    Column.of("`variant: mixture`", "variant: mixture, components: 2"),
                    new Column("`variant: ppca`", "variant: ppca, latent: 1", ValueDomain.REAL),
                    new Column(
                            "`variant: factor-analysis`",
                            "variant: factor-analysis, latent: 1",
                            ValueDomain.REAL));

    /** Every posterior has a column. */
    static List<Column> columns(Plugins plugins) {
        Stream<Column> plain =
                plugins.of(PosteriorPart.class).names().stream()
                        .filter(
                                name ->
                                        FURTHER.stream()
                                                .noneMatch(
                                                        of ->
                                                                of.title()
                                                                        .contains(
                                                                                "`" + name + "`")))
                        .map(Column::posterior);
        return Stream.concat(plain, FURTHER.stream()).toList();
    }

    /** The width of the baselines' networks, which are as wide as data otherwise. */
    private static final Map<String, String> SETTINGS =
            Map.of("nvil", "{type: nvil, hidden: [2]}", "relax", "{type: relax, hidden: [2]}");

    private final SpecContext context;
    private final TensorRuntime runtime;
    private final Path folder;
    private final List<String> reasons = new ArrayList<>();

    EstimatorMatrix(SpecContext context, TensorRuntime runtime, Path folder) {
        this.context = context;
        this.runtime = runtime;
        this.folder = folder;
    }

    /** Returns the page in Markdown. */
    String markdown() throws IOException {
        List<String> estimators = List.copyOf(context.plugins().of(EstimatorPart.class).names());
        Map<List<String>, List<String>> columns = new LinkedHashMap<>();
        Map<Column, List<String>> cells = new LinkedHashMap<>();
        for (String estimator : estimators) {
            for (Column column : columns(context.plugins())) {
                cells.computeIfAbsent(column, key -> new ArrayList<>())
                        .add(cell(estimator, column));
            }
        }
        cells.forEach(
                (column, its) ->
                        columns.computeIfAbsent(its, same -> new ArrayList<>())
                                .add(column.title()));
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| estimator |");
        columns.values()
                .forEach(
                        names -> page.append(" ").append(String.join(",<br>", names)).append(" |"));
        page.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (int i = 0; i < estimators.size(); i++) {
            page.append("| `").append(estimators.get(i)).append("` |");
            for (List<String> its : columns.keySet()) {
                page.append(' ').append(its.get(i)).append(" |");
            }
            page.append('\n');
        }
        page.append("\n## Why a pair is rejected\n\n");
        for (int i = 0; i < reasons.size(); i++) {
            page.append(i + 1).append(". ").append(reasons.get(i)).append(".\n");
        }
        return page.append(FOOT).toString();
    }

    private String cell(String estimator, Column column) throws IOException {
        String settings = SETTINGS.getOrDefault(estimator, "{type: " + estimator + "}");
        try (TensorScope scope = runtime.scope()) {
            AssembledModel assembled = assembled(column, settings);
            Phase phase = Phase.training(new TrainingProgress(0, 1));
            GradientKind kind =
                    assembled
                            .model()
                            .infer(assembled.model().trial(), KEY, phase)
                            .draw(KEY, 1)
                            .gradient();
            if (assembled.estimator().accepts(GradientKind.NONE)) {
                return "not needed";
            }
            if (assembled.estimator().accepts(GradientKind.SCORE_FUNCTION)) {
                return "log q";
            }
            return kind.isBiased() ? kind.label() + " (biased)" : kind.label();
        } catch (IllegalArgumentException e) {
            return "rejected <sup>" + number(reason(e)) + "</sup>";
        }
    }

    private AssembledModel assembled(Column column, String estimator) throws IOException {
        Path config = folder.resolve("pair.yaml");
        Files.writeString(
                config,
                """
                data: {source: sprites}
                network: {hidden: [2]}
                models:
                  pair: {%s, estimator: %s}
                """
                        .formatted(column.keys(), estimator));
        KnownData data = new KnownData(DataShape.flat(2), column.domain(), new double[] {0.5, 0.5});
        return new SpecReader(context)
                .read(config, List.of())
                .runs()
                .get(0)
                .blueprint()
                .assemble(runtime, context.plugins(), data, KEY);
    }

    /** The message without the names of the pair and without the remedy. */
    private static String reason(IllegalArgumentException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElseThrow();
        return text.split("; ", 2)[0]
                .replaceFirst("^(estimator )?'?[a-z-]+'? ", "It ")
                .replaceFirst("(gradient) of (posterior|inference) '.*", "$1")
                .replaceFirst(", not [HRST]\\^.*|, and those of onehot.*", "")
                .replaceFirst("inference '[a-z-]+' (finds values)", "the inference $1")
                .replaceFirst("with inference '[a-z-]+'", "with this inference")
                .replaceFirst("inference '[a-z-]+' has", "the inference has")
                .replaceFirst("the none gradient", "draws without a gradient")
                .replaceFirst(" \\(weight and others\\)", "");
    }

    private int number(String reason) {
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
        return reasons.indexOf(reason) + 1;
    }

    private static final String HEAD =
            """
            # Which estimator goes with which posterior

            A row is a value of `estimator`, a column a value of `posterior`, or what takes its place. A cell
            says how the gradient of the loss reaches the parameters of q. `./vaelab compare` and `--dry-run`
            reject the other pairs before training, and name estimators that work.

            | cell | the gradient passes |
            |---|---|
            | exact pathwise | through the draw, a smooth function of parameters and noise. Unbiased |
            | implicit | through the draw, by its distribution function. Unbiased |
            | relaxed (biased) | through a continuous relaxation. Biased for the discrete model |
            | straight-through (biased) | through a soft value; the network sees the hard one. Biased |
            | log q | through log q(z given x): the score function, wake-sleep, or a sum over all values. Unbiased for the objective of the estimator |
            | not needed | nowhere: the estimator updates the generative model alone |

            To choose one:

            - Continuous z: start with `elbo`. Use `iwae` or `dreg` for a tighter bound, `stl` for less noise.
            - Discrete z, exact objective: `rebar`, `disarm` (two categories) or `vimco`; `enumerate` if there are few values.
            - Discrete z, less noise but a bias: `draw: relaxed` with `elbo`.
            - In a hierarchy or a product, the variable with the weakest gradient decides. A relaxed or
              straight-through variable beside a discrete one is accepted by `rws` and `generalized-update` alone.

            [`estimators.yaml`](../configs/estimators.yaml) and
            [`discrete-estimators.yaml`](../configs/discrete-estimators.yaml) compare estimators on one model.
            `./vaelab describe dreg` shows the keys and the paper of one.

            """;

    private static final String FOOT =
            """

            This page is generated. `EstimatorMatrixTest` assembles a model of each pair and fails if the page is out
            of date. `EstimatorTableTest` checks that accepted pairs have the gradient of their bound.
            """;
}
