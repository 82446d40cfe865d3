// SPDX-License-Identifier: Apache-2.0

/**
 * Runs of a plan as tasks of Apache Spark.
 *
 * <p>{@link org.vaelab.spark.PlanDriver} is the driver, a child process of {@code compare}. Each
 * task starts a VaeLab process for its run. This package depends on Spark and the JDK alone: the
 * class paths of VaeLab and Spark do not mix. It does not read the tasks that it carries.
 */
@NullMarked
package org.vaelab.spark;

import org.jspecify.annotations.NullMarked;
