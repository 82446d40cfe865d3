// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vaelab.experiments.config.PluginSections;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.reference.ConfigSchema;
import org.vaelab.experiments.reference.Description;
import org.vaelab.experiments.reference.Descriptions;
import org.vaelab.experiments.reference.ReferencePage;
import org.vaelab.framework.settings.Spelling;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that describe configs. */
final class ReferenceCommands {

    private ReferenceCommands() {}

    /** {@code vaelab describe}. */
    @Command(
            name = "describe",
            description =
                    "Explain a part, a metric, a data source, a section of a config or report, or a key.")
    static final class Describe extends SessionCommand {

        @Parameters(
                paramLabel = "NAME",
                description =
                        "A name that 'vaelab list' shows, a section such as training, or a key such as"
                                + " earlyStopping or training.steps.")
        String name = "";

        @Override
        public Integer call() {
            Descriptions descriptions = new Descriptions(lab().plugins());
            PluginSections sections = lab().specs().sections();
            List<Description> found = new ArrayList<>(descriptions.of(name));
            sections.find(name).map(Descriptions::of).ifPresent(found::add);
            if (found.isEmpty()) {
                Set<String> names = descriptions.names();
                names.addAll(sections.ids());
                throw new UserError(
                        "there is no part, metric, data source, section or key '"
                                + name
                                + "'"
                                + Spelling.question(name, names).orElse("")
                                + "\n    'vaelab list' shows all names");
            }
            PrintWriter out = console().out();
            if (found.size() > 1) {
                out.println(found.size() + " are called " + name + ":");
                found.forEach(each -> out.println("  " + each.kind() + ": " + each.text().get(0)));
                out.println();
            }
            for (int i = 0; i < found.size(); i++) {
                if (i > 0) {
                    out.println();
                }
                print(out, found.get(i));
            }
            return ExitCode.DONE;
        }

        private static void print(PrintWriter out, Description description) {
            out.println(description.kind() + " " + description.name());
            description.text().forEach(line -> out.println("  " + line));
            out.println();
            if (!description.keys().isEmpty()) {
                ConsoleTable<List<String>> keys = new ConsoleTable<>();
                Description.COLUMNS.forEach(
                        name -> {
                            int column = Description.COLUMNS.indexOf(name);
                            keys.column(name, row -> OptionWords.in(row.get(column)));
                        });
                keys.print(out, description.keys());
                out.println();
            }
            if (!description.example().isEmpty()) {
                out.println("Example:");
                description.example().lines().forEach(line -> out.println("  " + line));
                out.println();
            }
            out.println("From " + description.origin());
        }
    }

    /** {@code vaelab reference}. */
    @Command(
            name = "reference",
            description =
                    "Write all keys of a config as a Markdown page, with the parts of plugins.")
    static final class Reference extends SessionCommand {

        @Mixin OutFile out = new OutFile("-");

        @Override
        public Integer call() throws IOException {
            String page = OptionWords.in(new ReferencePage(lab().plugins()).markdown());
            out.write(console(), file -> Files.writeString(file, page));
            return ExitCode.DONE;
        }
    }

    /** {@code vaelab schema}. */
    @Command(
            name = "schema",
            description = {
                "Write the JSON Schema of configs, with the parts of plugins.",
                "",
                "Editors complete and check a config whose first line is",
                "  # yaml-language-server: $schema=vaelab.schema.json"
            })
    static final class Schema extends SessionCommand {

        @Mixin OutFile out = new OutFile("-");

        @Override
        public Integer call() throws IOException {
            String schema = new ConfigSchema(lab().specs()).text();
            out.write(console(), file -> Files.writeString(file, schema));
            return ExitCode.DONE;
        }
    }
}
