// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.vaelab.experiments.output.ExampleValues;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Mixin;

/** A command that writes one file with a trained model. */
abstract class FileCommand extends ModelCommand {

    @Mixin private OutFile out;

    /** Creates a command that writes this file by default. */
    FileCommand(String file) {
        this.out = new OutFile(file);
    }

    @Override
    final int use(TrainedModel trained, RunFolder run, Session session) throws IOException {
        ExampleValues values = ExampleValues.of(trained.summary());
        out.choose(values);
        try {
            out.write(
                    session.console(),
                    file -> write(trained, file, session),
                    writesExamples() && values.areTexts());
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
        return out.written(session.console());
    }

    /**
     * Writes the file.
     *
     * @throws IllegalArgumentException if the model or its data do not support it
     */
    abstract void write(TrainedModel trained, Path file, Session session) throws IOException;

    /** Returns whether the file holds examples, which may be images or texts; by default not. */
    boolean writesExamples() {
        return false;
    }

    /** Returns whether the file is a sheet of images. */
    final boolean isSheet() {
        return out.isSheet();
    }

    /** Returns where to print what the file does not say: not to standard output if the file goes there. */
    final PrintWriter notes(Session session) {
        return out.notes(session.console());
    }
}
