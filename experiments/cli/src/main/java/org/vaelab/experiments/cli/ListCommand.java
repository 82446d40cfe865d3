// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.config.Word;
import org.vaelab.experiments.reference.Description;
import org.vaelab.experiments.reference.Descriptions;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Shorthand;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.sources.catalog.DataCatalog;
import org.vaelab.framework.tensor.Backends;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vaelab list}. */
@Command(name = "list", description = "Show what a config may name.")
final class ListCommand extends SessionCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "KIND",
            description =
                    "variants, posteriors, priors, likelihoods, estimators, regularizers,"
                            + " inferences, data, backends, metrics, health-rules, readers or sections;"
                            + " default all.")
    @Nullable String kind;

    @Override
    public Integer call() {
        Map<String, Runnable> lists = lists();
        if (kind != null) {
            Runnable list = lists.get(kind);
            if (list == null) {
                throw new UserError(
                        "there is no list of '%s'\n    %s"
                                .formatted(kind, Spelling.hint(kind, lists.keySet())));
            }
            list.run();
            return ExitCode.DONE;
        }
        lab();
        boolean[] first = {true};
        lists.forEach(
                (name, list) -> {
                    out().println((first[0] ? "" : System.lineSeparator()) + name);
                    first[0] = false;
                    list.run();
                });
        return ExitCode.DONE;
    }

    private PrintWriter out() {
        return console().out();
    }

    private Plugins plugins() {
        return lab().plugins();
    }

    private Map<String, Runnable> lists() {
        Map<String, Runnable> lists = new LinkedHashMap<>();
        for (Class<?> point : DescribedSections.points()) {
            // Whole models are among the variants.
            if (point != DataSource.class && point != WholeModel.class) {
                lists.put(Registry.kind(point) + "s", () -> parts(point));
            }
        }
        lists.put("data", this::data);
        lists.put("backends", this::backends);
        lists.put("metrics", this::metrics);
        lists.put("health-rules", () -> instances(HealthRule.class));
        lists.put("readers", () -> instances(ExampleReader.class));
        lists.put("sections", () -> lab().specs().sections().ids().forEach(out()::println));
        return lists;
    }

    private void instances(Class<?> point) {
        Plugins plugins = plugins();
        new ConsoleTable<String>()
                .column("name", name -> name)
                .column("origin", name -> plugins.origin(point, name))
                .print(out(), plugins.instances(point).keySet());
    }

    private void parts(Class<?> point) {
        Plugins plugins = plugins();
        Descriptions descriptions = new Descriptions(plugins);
        List<List<String>> rows = new ArrayList<>();
        if (point == Shorthand.class) {
            Word.all(plugins).forEach((name, word) -> rows.add(row(name, word, descriptions)));
        } else {
            descriptions.parts(point).forEach(part -> rows.add(row(part.name(), "", part)));
        }
        new ConsoleTable<List<String>>()
                .column("name", row -> row.get(0))
                .column("description", row -> row.get(1))
                .column("origin", row -> row.get(2))
                .print(out(), rows);
    }

    private static List<String> row(String name, Word word, Descriptions descriptions) {
        String before = word.isRegularizer() ? Word.USUAL + " with " : "";
        return row(name, before, descriptions.part(word));
    }

    private static List<String> row(String name, String before, Description part) {
        return List.of(name, before + part.text().get(0), part.origin());
    }

    private void data() {
        SpecContext context = lab().specs();
        Registry<DataSource> sources = context.plugins().of(DataSource.class);
        new ConsoleTable<DataCatalog.Entry>()
                .column("name", DataCatalog.Entry::name)
                .column("description", DataCatalog.Entry::summary)
                .column("found", DataCatalog.Entry::location)
                .print(out(), DataCatalog.entries(sources, context.locations()));
    }

    private void backends() {
        List<Backends.Candidate> all = lab().backends().candidates();
        new ConsoleTable<Backends.Candidate>()
                .column("name", Backends.Candidate::name)
                .column("devices", backend -> String.join(", ", backend.devices()))
                .column("", backend -> backend.equals(all.get(0)) ? "what auto chooses" : "")
                .print(out(), all);
        out().println("'vaelab doctor' tells whether they can be loaded.");
    }

    private void metrics() {
        Metrics metrics = lab().specs().metrics();
        new ConsoleTable<String>()
                .column("name", name -> name)
                .column("better", name -> better(metrics.description(name).orElseThrow()))
                .column("origin", name -> origin(name, metrics))
                .column("description", name -> metrics.description(name).orElseThrow().sentence())
                .print(out(), metrics.measurable());
    }

    private static String better(MetricDescription metric) {
        return metric.direction() == Direction.NEITHER ? "" : metric.direction().jsonName();
    }

    private static String origin(String metric, Metrics metrics) {
        return metrics.names().contains(metric)
                ? metrics.parts().origin(metric)
                : "measured with another";
    }
}
