// SPDX-License-Identifier: Apache-2.0

/**
 * Runs of a plan as tasks of Apache Spark.
 *
 * <p>{@link org.vaelab.spark.PlanDriver} is the driver, a child process of {@code compare}. Spark
 * loads {@link org.vaelab.spark.ClusterPlugin} in every executor, where a task hands its run to a
 * VaeLab process. This package depends on Spark and the JDK alone: the class paths of VaeLab and
 * Spark do not mix. It does not read the tasks that it carries.
 */
@NullMarked
package org.vaelab.spark;

import org.jspecify.annotations.NullMarked;
