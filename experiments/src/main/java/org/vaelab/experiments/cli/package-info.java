// SPDX-License-Identifier: Apache-2.0

/**
 * The command line. Arguments come in, exit codes, standard output and standard error leave; this
 * is the one room that writes to them. What a command does belongs to the other rooms.
 */
@NullMarked
package org.vaelab.experiments.cli;

import org.jspecify.annotations.NullMarked;
