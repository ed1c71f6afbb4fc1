package dev.corral.internal.platform;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import org.jspecify.annotations.Nullable;

/** Asks the virtual machine which threads wait for a lock that another holds. */
final class LockWaits {

	/*-
	 * Platform threads are asked for by their management bean, which finds their deadlocks at a
	 * safepoint. Virtual threads are in a thread dump alone. JDK 25, the first whose dump has
	 * locks, may crash in it while virtual threads mount or unmount (JDK-8364343); that bug
	 * is reported as fixed in 26. So a dump is taken from 26 on, or where it is
	 * asked for. In proof mode directly started virtual threads are not in the dump at all.
	 */

	/** {@code true} or {@code false} overrides what the release decides. */
	static final String PROPERTY = "dev.corral.dumpThreads";

	private static final int FIRST_SAFE_RELEASE = 26;

	/** The maximum size of a dump, in bytes. */
	private static final long MAX_BYTES = 64L << 20;

	private LockWaits() {
	}

	static boolean isDumpAllowed(int release) {
		String allowed = System.getProperty(PROPERTY);
		return (allowed != null) ? Boolean.parseBoolean(allowed) : release >= FIRST_SAFE_RELEASE;
	}

	/**
	 * Reads which threads wait for which lock.
	 * @return the waits, those of a platform thread perhaps twice
	 * @throws IOException when the dump cannot be written to the directory for temporary
	 * files, or is too large
	 */
	static List<LockWait> read() throws IOException {
		List<LockWait> waits = new ArrayList<>(ofPlatformThreads());
		HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		if (bean != null && isDumpAllowed(Runtime.version().feature()) && !ThreadCollection.isAskedFor()) {
			waits.addAll(ofAllThreads(bean));
		}
		return waits;
	}

	private static List<LockWait> ofAllThreads(HotSpotDiagnosticMXBean bean) throws IOException {
		Path directory = Files.createTempDirectory("corral");
		Path file = directory.resolve("threads.json").toAbsolutePath();
		try {
			bean.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
			long size = Files.size(file);
			if (size > MAX_BYTES) {
				throw new IOException("A thread dump has " + size + " bytes, allowed are " + MAX_BYTES);
			}
			try (Reader dump = Files.newBufferedReader(file)) {
				return ThreadDump.lockWaits(dump);
			}
		}
		finally {
			Files.deleteIfExists(file);
			Files.deleteIfExists(directory);
		}
	}

	private static List<LockWait> ofPlatformThreads() {
		ThreadMXBean bean = ManagementFactory.getThreadMXBean();
		List<LockWait> waits = new ArrayList<>();
		long[] deadlocked = bean.isSynchronizerUsageSupported() ? bean.findDeadlockedThreads()
				: bean.findMonitorDeadlockedThreads();
		if (deadlocked != null) {
			for (@Nullable
			ThreadInfo info : bean.getThreadInfo(deadlocked)) {
				if (info != null && info.getLockInfo() != null && isUntimed(info.getThreadState())) {
					waits.add(new LockWait(info.getThreadId(), info.getLockName(), info.getLockOwnerId(),
							info.getBlockedCount() + info.getWaitedCount()));
				}
			}
		}
		return waits;
	}

	private static boolean isUntimed(Thread.State state) {
		return state == Thread.State.WAITING || state == Thread.State.BLOCKED;
	}

	/**
	 * The class of the lock that a platform thread waits for.
	 * @param thread the thread
	 * @return a class name, {@code null} when it waits for none
	 */
	static @Nullable String classOfLock(Thread thread) {
		ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId());
		return (info != null && info.getLockInfo() != null) ? info.getLockInfo().getClassName() : null;
	}

}
