// Fixtures run side by side, more of them than cores, since many wait for processes and clocks. NonParallelizable are
// those with a host in this process (it sets the mask of new files for all), or that measure times and locks.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
