// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.Provenance;

/** The version of VaeLab, and the commit if it runs from a checkout. */
public final class SoftwareVersion {

    private SoftwareVersion() {}

    public static String version() {
        return FrameworkVersion.current().text();
    }

    /** Returns version, commit and whether the working tree was changed, if known. */
    static Provenance.Framework framework() {
        String root = System.getProperty("vaelab.root");
        if (root == null || !Files.exists(Path.of(root, ".git"))) {
            return new Provenance.Framework(version(), null, null);
        }
        Optional<String> commit = git(root, "rev-parse", "HEAD");
        Optional<String> status = git(root, "status", "--porcelain", "--untracked-files=no");
        return new Provenance.Framework(
                version(), commit.orElse(null), status.map(s -> !s.isEmpty()).orElse(null));
    }

    private static Optional<String> git(String root, String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = root;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0
                    ? Optional.of(output.strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
