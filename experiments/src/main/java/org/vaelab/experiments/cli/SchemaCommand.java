// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import org.vaelab.experiments.reference.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vaelab schema}. */
@Command(
        name = "schema",
        description = {
            "Write the JSON Schema of configs, with the parts of plugins.",
            "",
            "Editors complete and check a config whose first line is",
            "  # yaml-language-server: $schema=vaelab.schema.json"
        })
final class SchemaCommand extends SessionCommand {

    @Mixin OutFile out = new OutFile("-");

    @Override
    int run(Session session) throws IOException {
        String schema = new ConfigSchema(session.context()).text();
        out.write(session.console(), file -> Files.writeString(file, schema));
        return ExitCode.DONE;
    }
}
