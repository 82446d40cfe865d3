// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.data.DataCatalog;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.plugin.DataSourceFactory;
import org.vaelab.framework.plugin.Origin;
import org.vaelab.framework.plugin.PartFactory;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.Registry;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
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
                    "variants, priors, posteriors, likelihoods, estimators, inferences, data, backends or"
                            + " metrics; default all.")
    @Nullable String kind;

    @Override
    int run(Session session) {
        Map<String, Consumer<PrintWriter>> lists = lists(session);
        PrintWriter out = session.console().out();
        if (kind != null) {
            Consumer<PrintWriter> list = lists.get(kind);
            if (list == null) {
                Optional<String> nearest = Spelling.nearest(kind, lists.keySet());
                throw new UsageException(
                        "there is no list of '"
                                + kind
                                + "'\n    "
                                + nearest.map(n -> "did you mean '" + n + "'? ").orElse("")
                                + "Known: "
                                + String.join(", ", lists.keySet()));
            }
            list.accept(out);
            return ExitCode.DONE;
        }
        session.context();
        boolean[] first = {true};
        lists.forEach(
                (name, list) -> {
                    out.println((first[0] ? "" : System.lineSeparator()) + name);
                    first[0] = false;
                    list.accept(out);
                });
        return ExitCode.DONE;
    }

    private static Map<String, Consumer<PrintWriter>> lists(Session session) {
        Map<String, Consumer<PrintWriter>> lists = new LinkedHashMap<>();
        lists.put(
                "variants",
                out -> parts(out, session.context().plugins().variants(), Variant::description));
        lists.put(
                "priors",
                out -> parts(out, session.context().plugins().priors(), PartFactory::description));
        lists.put(
                "posteriors",
                out ->
                        parts(
                                out,
                                session.context().plugins().posteriors(),
                                PartFactory::description));
        lists.put(
                "likelihoods",
                out ->
                        parts(
                                out,
                                session.context().plugins().likelihoods(),
                                PartFactory::description));
        lists.put(
                "estimators",
                out ->
                        parts(
                                out,
                                session.context().plugins().estimators(),
                                PartFactory::description));
        lists.put(
                "inferences",
                out ->
                        parts(
                                out,
                                session.context().plugins().inferences(),
                                PartFactory::description));
        lists.put("data", out -> data(out, session.context()));
        lists.put("backends", out -> backends(out, session.backends()));
        lists.put("metrics", out -> metrics(out, session.context().plugins()));
        return lists;
    }

    private static <F> void parts(
            PrintWriter out, Registry<F> registry, Function<F, String> description) {
        List<List<String>> rows = new ArrayList<>();
        registry.parts()
                .forEach(
                        (name, part) ->
                                rows.add(
                                        List.of(
                                                name,
                                                description.apply(part),
                                                registry.origin(name))));
        TextTable.print(out, List.of("name", "description", "origin"), rows);
    }

    private static void data(PrintWriter out, SpecContext context) {
        List<List<String>> rows = new ArrayList<>();
        Map<String, DataSourceFactory<?>> others =
                new LinkedHashMap<>(context.plugins().data().parts());
        for (DataCatalog.Entry entry : DataCatalog.entries(context.locations())) {
            rows.add(List.of(entry.name(), entry.summary(), entry.location()));
            others.remove(entry.name());
        }
        others.forEach(
                (name, source) ->
                        rows.add(
                                List.of(
                                        name,
                                        source.description(),
                                        context.plugins().data().origin(name))));
        TextTable.print(out, List.of("name", "description", "found"), rows);
    }

    private static void backends(PrintWriter out, Backends backends) {
        List<List<String>> rows = new ArrayList<>();
        for (Backends.Candidate candidate : backends.candidates()) {
            rows.add(
                    List.of(
                            candidate.name(),
                            String.join(", ", candidate.devices()),
                            rows.isEmpty() ? "what auto chooses" : ""));
        }
        TextTable.print(out, List.of("name", "devices", ""), rows);
        out.println("'vaelab doctor' tells whether they can be loaded.");
    }

    private static void metrics(PrintWriter out, Plugins plugins) {
        Registry<Metric> announced = plugins.announcedMetrics();
        List<List<String>> rows = new ArrayList<>();
        for (String name : plugins.metrics().measurable()) {
            MetricDescription own = plugins.metrics().description(name).orElseThrow();
            rows.add(
                    List.of(
                            name,
                            own.direction() == Direction.NEITHER ? "" : own.direction().jsonName(),
                            !plugins.metrics().names().contains(name)
                                    ? "measured by itself"
                                    : announced.parts().containsKey(name)
                                            ? announced.origin(name)
                                            : Origin.describe(Metrics.class),
                            own.sentence()));
        }
        TextTable.print(out, List.of("name", "better", "origin", "description"), rows);
    }
}
